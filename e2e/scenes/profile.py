"""The profile. Each scene has its own user, because a log-in changes the list of sessions."""

from playwright.sync_api import FilePayload, Page, expect

from e2e.forms import enter
from e2e.portrait import portrait
from e2e.scenes.people import People
from e2e.scenes.scene import SceneGroup
from e2e.scenes.stubbed_responses import too_many
from testkit import photos

group = SceneGroup()


@group.scene()
def profile(page: Page, people: People) -> None:
    enter(page, people.member(picture=portrait()))
    expect(page.get_by_role("img", name="Picture of Ada King")).to_be_visible()


@group.scene()
def profile_without_picture(page: Page, people: People) -> None:
    enter(page, people.member())
    expect(page.get_by_text("Your initials are shown instead.")).to_be_visible()


@group.scene()
def profile_picture_failed(page: Page, people: People) -> None:
    enter(page, people.member(picture=photos.truncated_photo()))
    expect(page.get_by_text("This picture is damaged or incomplete")).to_be_visible()


@group.scene()
def profile_new_picture(page: Page, people: People) -> None:
    enter(page, people.member())
    page.get_by_role("button", name="New picture").click()
    file: FilePayload = {"name": "hills.jpg", "mimeType": "image/jpeg", "buffer": portrait()}
    page.get_by_label("New picture", exact=True).set_input_files(file)
    expect(page.get_by_role("slider")).to_be_visible()


@group.scene()
def profile_name_changed(page: Page, people: People) -> None:
    enter(page, people.member())
    page.get_by_role("button", name="Change name").click()
    page.get_by_label("Name to show").fill("Augusta Ada King")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Augusta Ada King")).to_be_visible()
    expect(page.get_by_text("Your name is changed.").first).to_be_visible()


@group.scene()
def profile_forms_with_errors(page: Page, people: People) -> None:
    enter(page, people.member())
    for name in ("New picture", "Change name", "Change address", "Change password"):
        page.get_by_role("button", name=name).click()
    page.get_by_label("Name to show").fill("")
    for name in ("Use this picture", "Save name", "Send the link", "Save password"):
        page.get_by_role("button", name=name).click()
    expect(page.get_by_role("alert")).to_have_count(4)


@group.scene()
def profile_address_that_waits(page: Page, people: People) -> None:
    person = people.member()
    person.log_in().raise_for_status()
    address = f"an.address.that.is.rather.long.{person.email}"
    person.http.put("/me/email", json={"email": address, "password": person.password})
    enter(page, person)
    expect(page.get_by_text("Open the link in our mail")).to_be_visible()


@group.scene()
def profile_sessions_not_told(page: Page, people: People) -> None:
    enter(page, people.member())
    too_many(page, "**/api/sessions")
    page.reload()
    expect(page.get_by_text("Your sessions could not be shown")).to_be_visible()


@group.scene()
def profile_delete(page: Page, people: People) -> None:
    enter(page, people.member(picture=portrait()))
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("dialog")).to_be_visible()


@group.scene()
def profile_delete_error(page: Page, people: People) -> None:
    profile_delete(page, people)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Delete for good").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Enter your password")


@group.scene()
def profile_farewell(page: Page, people: People) -> None:
    person = people.member()
    enter(page, person)
    page.get_by_role("button", name="Delete my account").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your password").fill(person.password)
    dialog.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Your account is deleted")).to_be_visible()
