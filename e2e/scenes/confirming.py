"""Where the link in the mail leads."""

from playwright.sync_api import Page, expect

from e2e.forms import confirm, enter
from e2e.scenes.answers import refuse
from e2e.scenes.cast import Cast
from e2e.scenes.scene import Act
from testkit.person import token_in

act = Act()


def _refused(page: Page, status: int, code: str, heading: str) -> None:
    refuse(page, "**/api/confirmations", status, code)
    confirm(page, "made-up")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


@act.scene()
def confirm_address(page: Page, _cast: Cast) -> None:
    page.goto("/confirm#token")
    expect(page.get_by_role("button", name="Confirm my address")).to_be_visible()


@act.scene()
def confirm_done(page: Page, cast: Cast) -> None:
    person = cast.applicant()
    confirm(page, person.link_token())
    expect(page.get_by_role("heading", name=f"You are in, {person.name}")).to_be_visible()


@act.scene()
def confirm_new_address(page: Page, cast: Cast) -> None:
    person = cast.member()
    enter(page, person)
    new = f"new.{person.email}"
    person.log_in().raise_for_status()
    person.http.put("/me/email", json={"email": new, "password": person.password})
    confirm(page, token_in(person.mails("Confirm your new address for Foyer", to=new)[0]))
    expect(page.get_by_role("heading", name=f"Thank you, {person.name}")).to_be_visible()


@act.scene()
def confirm_unknown_link(page: Page, _cast: Cast) -> None:
    confirm(page, "made-up")
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()


@act.scene()
def confirm_used_link(page: Page, cast: Cast) -> None:
    confirm(page, cast.old_hand.link_token())
    expect(page.get_by_role("heading", name="Already confirmed")).to_be_visible()


@act.scene()
def confirm_expired_link(page: Page, _cast: Cast) -> None:
    _refused(page, 410, "confirmation_expired", "This link has expired")


@act.scene()
def confirm_replaced_link(page: Page, _cast: Cast) -> None:
    _refused(page, 410, "confirmation_replaced", "A newer link has replaced this one")


@act.scene()
def confirm_taken_address(page: Page, _cast: Cast) -> None:
    _refused(page, 409, "address_taken", "This address has an account of its own")


@act.scene()
def confirm_contested(page: Page, cast: Cast) -> None:
    person = cast.newcomer()
    for _ in range(2):
        person.sign_up(b"").raise_for_status()
    confirm(page, person.link_token())
    expect(page.get_by_role("heading", name="Was it you who signed up?")).to_be_visible()


@act.scene()
def confirm_contested_error(page: Page, cast: Cast) -> None:
    confirm_contested(page, cast)
    page.get_by_role("button", name="Confirm my address").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your password")
