"""Pages in German, which has longer words."""

from playwright.sync_api import Page, expect

from e2e.conftest import log_in as carry_session
from e2e.portrait import portrait
from e2e.scenes.people import People
from e2e.scenes.scene import SceneGroup

group = SceneGroup("de-DE")


@group.scene()
def german_sign_up(page: Page, _people: People) -> None:
    page.goto("/sign-up")
    expect(page.get_by_role("heading", name="Komm herein")).to_be_visible()


@group.scene()
def german_sign_up_errors(page: Page, _people: People) -> None:
    page.goto("/sign-up")
    page.get_by_role("button", name="Registrieren").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(3)


@group.scene()
def german_log_in(page: Page, _people: People) -> None:
    page.goto("/log-in")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)


@group.scene()
def german_confirm(page: Page, _people: People) -> None:
    page.goto("/confirm#token")
    expect(page.get_by_role("button", name="Meine Adresse bestätigen")).to_be_visible()


@group.scene()
def german_reset_password(page: Page, _people: People) -> None:
    page.goto("/reset-password")


@group.scene()
def german_welcome(page: Page, people: People) -> None:
    person = people.signed_up_person(picture=portrait())
    page.goto(f"/welcome/{person.sign_up_id}")
    expect(page.locator("main li[data-state=SUCCESS]")).to_have_count(2)


@group.scene()
def german_welcome_confirmed(page: Page, people: People) -> None:
    page.goto(f"/welcome/{people.member_with_picture.sign_up_id}")
    expect(page.get_by_role("link", name="Anmelden").first).to_be_visible()


@group.scene()
def german_profile(page: Page, people: People) -> None:
    carry_session(page.context, people.member_with_picture)
    page.goto("/profile")
    expect(page.get_by_role("list", name="Wo du angemeldet bist")).to_be_visible()


@group.scene()
def german_tasks(page: Page, people: People) -> None:
    carry_session(page.context, people.administrator)
    page.goto("/admin/tasks?last=P30D&state=FAILURE")
    page.locator("tr[data-task]").first.wait_for()
    page.wait_for_load_state("networkidle")


@group.scene()
def german_task(page: Page, people: People) -> None:
    carry_session(page.context, people.administrator)
    picture = people.member_with_picture.task("resize_thumbnail")["id"]
    page.goto(f"/admin/tasks/{picture}")
    page.get_by_text(picture, exact=True).wait_for()
