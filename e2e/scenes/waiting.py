"""The page that follows the form."""

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from e2e.portrait import portrait
from e2e.scenes.answers import SIGN_UP, tell, too_many
from e2e.scenes.cast import Cast
from e2e.scenes.scene import Act
from testkit.person import Person

act = Act()


def _open(page: Page, person: Person) -> None:
    page.goto(f"/welcome/{person.sign_up_id}")


def _wait_without_worker(page: Page, cast: Cast) -> None:
    cast.without_worker()
    person = cast.newcomer()
    person.sign_up(portrait()).raise_for_status()
    _open(page, person)
    expect(page.get_by_role("listitem").get_by_text("Waiting for its turn…")).to_have_count(2)


@act.scene()
def welcome_waiting(page: Page, cast: Cast) -> None:
    _wait_without_worker(page, cast)


@act.scene()
def welcome_late(page: Page, cast: Cast) -> None:
    page.clock.install()
    _wait_without_worker(page, cast)
    page.clock.fast_forward("00:21")
    expect(page.locator("p", has_text="You can close this page.").first).to_be_visible()


@act.scene()
def welcome_picture_being_made(page: Page, cast: Cast) -> None:
    person = cast.applicant(picture=portrait())
    sign_up = person.follow() | {"thumbnails": None}
    for task in sign_up["tasks"]:
        if task["kind"] == "resize_thumbnail":
            task |= {"state": "STARTED", "progress": 60, "finished_at": None}
    tell(page, sign_up)
    _open(page, person)
    expect(page.get_by_role("progressbar", name="Picture: progress")).to_be_visible()


@act.scene()
def welcome(page: Page, cast: Cast) -> None:
    _open(page, cast.applicant(picture=portrait()))
    expect(page.locator("main li[data-state=SUCCESS]")).to_have_count(2)
    expect(page.locator("main img")).to_be_visible()


@act.scene()
def welcome_mail_delayed(page: Page, cast: Cast) -> None:
    cast.without_mail()
    person = cast.newcomer()
    person.sign_up(b"").raise_for_status()
    person.wait_for("RETRY")
    _open(page, person)
    expect(page.get_by_role("listitem").get_by_text("We keep trying.")).to_be_visible()


@act.scene()
def welcome_mail_lost(page: Page, cast: Cast) -> None:
    cast.without_mail()
    person = cast.newcomer()
    person.sign_up(b"").raise_for_status()
    person.wait_for("RETRY")
    mail = person.task("send_confirmation_email")["id"]
    cast.administrator.http.post(f"/admin/tasks/{mail}/revoke").raise_for_status()
    _open(page, person)
    expect(page.get_by_text("The mail could not be sent")).to_be_visible()


@act.scene()
def welcome_picture_failed(page: Page, cast: Cast) -> None:
    _open(page, cast.unlucky)
    expect(page.get_by_role("button", name="Try another picture")).to_be_visible()


@act.scene()
def welcome_another_picture(page: Page, cast: Cast) -> None:
    _open(page, cast.unlucky)
    page.get_by_role("button", name="Try another picture").click()
    page.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a picture first")


@act.scene()
def welcome_mail_again(page: Page, cast: Cast) -> None:
    _open(page, cast.applicant())
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("The mail is on its way again.")).to_be_visible()
    page.get_by_role("button", name="Change address").click()
    page.get_by_role("button", name="Send the mail there").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your e-mail address")


@act.scene()
def welcome_confirmed(page: Page, cast: Cast) -> None:
    _open(page, cast.old_hand)
    expect(page.get_by_role("heading", name="Your address is confirmed")).to_be_visible()


@act.scene()
def welcome_superseded(page: Page, cast: Cast) -> None:
    person = cast.applicant()
    older = person.sign_up_id
    person.sign_up(b"").raise_for_status()
    person.mails("Confirm your address for Foyer", count=2)
    person.confirm().raise_for_status()
    page.goto(f"/welcome/{older}")
    expect(page.get_by_role("heading", name="A newer sign-up took")).to_be_visible()


@act.scene()
def welcome_expired(page: Page, cast: Cast) -> None:
    tell(page, cast.unlucky.follow() | {"state": "expired"})
    _open(page, cast.unlucky)
    expect(page.get_by_role("heading", name="This sign-up has expired")).to_be_visible()


@act.scene()
def welcome_unknown(page: Page, _cast: Cast) -> None:
    page.goto(f"/welcome/{uuid4()}")
    expect(page.get_by_role("heading", name="We do not know this sign-up")).to_be_visible()


@act.scene()
def welcome_not_told(page: Page, cast: Cast) -> None:
    too_many(page, SIGN_UP)
    _open(page, cast.unlucky)
    expect(page.get_by_role("alert")).to_contain_text(re.compile("Try again in 40 seconds"))
