"""The confirmation page."""

from playwright.sync_api import Page, expect

from e2e.forms import confirm, enter
from e2e.scenes.people import People
from e2e.scenes.scene import SceneGroup
from e2e.scenes.stubbed_responses import refuse
from testkit.person import token_in

group = SceneGroup()


def _refused(page: Page, status: int, code: str, heading: str, link: str) -> None:
    about = {"link": link, "email": "anna@example.com"}
    refuse(page, "**/api/confirmations", status, code, **about)
    confirm(page, "made-up")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


@group.scene()
def confirm_address(page: Page, _people: People) -> None:
    page.goto("/confirm#token")
    expect(page.get_by_role("button", name="Confirm my address")).to_be_visible()


@group.scene()
def confirm_done(page: Page, people: People) -> None:
    person = people.signed_up_person()
    confirm(page, person.link_token())
    expect(page.get_by_role("heading", name=f"You are in, {person.name}")).to_be_visible()


@group.scene()
def confirm_new_address(page: Page, people: People) -> None:
    person = people.member()
    enter(page, person)
    new = f"new.{person.email}"
    person.log_in().raise_for_status()
    person.http.put("/me/email", json={"email": new, "password": person.password})
    confirm(page, token_in(person.mails("Confirm your new address for Foyer", to=new)[0]))
    expect(page.get_by_role("heading", name=f"Thank you, {person.name}")).to_be_visible()


@group.scene()
def confirm_unknown_link(page: Page, _people: People) -> None:
    confirm(page, "made-up")
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()


@group.scene()
def confirm_used_link(page: Page, people: People) -> None:
    confirm(page, people.member_with_picture.link_token())
    expect(page.get_by_role("heading", name="Already confirmed")).to_be_visible()


@group.scene()
def confirm_expired_link(page: Page, _people: People) -> None:
    _refused(page, 410, "confirmation_expired", "This link has expired", "confirmation")


@group.scene()
def confirm_replaced_link(page: Page, _people: People) -> None:
    heading = "A newer link has replaced this one"
    _refused(page, 410, "confirmation_replaced", heading, "confirmation")


@group.scene()
def confirm_taken_address(page: Page, _people: People) -> None:
    heading = "This address already has an account"
    _refused(page, 409, "address_taken", heading, "email-change")


@group.scene()
def confirm_contested(page: Page, people: People) -> None:
    person = people.newcomer()
    for _ in range(2):
        person.sign_up(b"").raise_for_status()
    confirm(page, person.link_token())
    expect(page.get_by_role("heading", name="Is this request yours?")).to_be_visible()


@group.scene()
def confirm_contested_error(page: Page, people: People) -> None:
    confirm_contested(page, people)
    page.get_by_role("button", name="Confirm my address").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your password")
