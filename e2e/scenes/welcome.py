"""The welcome page, which follows a sign-up."""

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from e2e.portrait import portrait
from e2e.scenes.people import People
from e2e.scenes.scene import SceneGroup
from e2e.scenes.stubbed_responses import SIGN_UP, stub_sign_up, too_many
from testkit.person import Person

group = SceneGroup()


def _open(page: Page, person: Person) -> None:
    page.goto(f"/welcome/{person.sign_up_id}")


def _wait_without_worker(page: Page, people: People) -> None:
    people.without_worker()
    person = people.newcomer()
    person.sign_up(portrait()).raise_for_status()
    _open(page, person)
    expect(page.get_by_role("listitem").get_by_text("Waiting for its turn…")).to_have_count(2)


@group.scene()
def welcome_waiting(page: Page, people: People) -> None:
    _wait_without_worker(page, people)


@group.scene()
def welcome_late(page: Page, people: People) -> None:
    page.clock.install()
    _wait_without_worker(page, people)
    page.clock.fast_forward("00:21")
    expect(page.locator("p", has_text="You can close this page.").first).to_be_visible()


@group.scene()
def welcome_picture_being_made(page: Page, people: People) -> None:
    person = people.signed_up_person(picture=portrait())
    sign_up = person.follow() | {"thumbnails": None}
    for task in sign_up["tasks"]:
        if task["kind"] == "resize_thumbnail":
            task |= {"state": "STARTED", "progress": 60, "finished_at": None}
    stub_sign_up(page, sign_up)
    _open(page, person)
    expect(page.get_by_role("progressbar", name="Picture: progress")).to_be_visible()


@group.scene()
def welcome(page: Page, people: People) -> None:
    _open(page, people.signed_up_person(picture=portrait()))
    expect(page.locator("main li[data-state=SUCCESS]")).to_have_count(2)
    expect(page.locator("main img")).to_be_visible()


@group.scene()
def welcome_mail_delayed(page: Page, people: People) -> None:
    people.without_mail()
    person = people.newcomer()
    person.sign_up(b"").raise_for_status()
    person.wait_for("RETRY")
    _open(page, person)
    expect(page.get_by_role("listitem").get_by_text("We keep trying.")).to_be_visible()


@group.scene()
def welcome_mail_lost(page: Page, people: People) -> None:
    people.without_mail()
    person = people.newcomer()
    person.sign_up(b"").raise_for_status()
    person.wait_for("RETRY")
    mail = person.task("send_confirmation_email")["id"]
    people.administrator.http.post(f"/admin/tasks/{mail}/revoke").raise_for_status()
    _open(page, person)
    expect(page.get_by_text("The mail could not be sent")).to_be_visible()


@group.scene()
def welcome_picture_failed(page: Page, people: People) -> None:
    _open(page, people.person_with_failed_picture)
    expect(page.get_by_role("button", name="Try another picture")).to_be_visible()


@group.scene()
def welcome_another_picture(page: Page, people: People) -> None:
    _open(page, people.person_with_failed_picture)
    page.get_by_role("button", name="Try another picture").click()
    page.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a picture first")


@group.scene()
def welcome_mail_again(page: Page, people: People) -> None:
    _open(page, people.signed_up_person())
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("The mail is on its way again.")).to_be_visible()
    page.get_by_role("button", name="Change address").click()
    page.get_by_role("button", name="Send the mail there").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your e-mail address")


@group.scene()
def welcome_confirmed(page: Page, people: People) -> None:
    _open(page, people.member_with_picture)
    expect(page.get_by_role("heading", name="Your address is confirmed")).to_be_visible()


@group.scene()
def welcome_superseded(page: Page, people: People) -> None:
    person = people.signed_up_person()
    older = person.sign_up_id
    person.sign_up(b"").raise_for_status()
    person.mails("Confirm your address for Foyer", count=2)
    person.confirm().raise_for_status()
    page.goto(f"/welcome/{older}")
    expect(page.get_by_role("heading", name="A newer sign-up has replaced")).to_be_visible()


@group.scene()
def welcome_expired(page: Page, people: People) -> None:
    stub_sign_up(page, people.person_with_failed_picture.follow() | {"state": "expired"})
    _open(page, people.person_with_failed_picture)
    expect(page.get_by_role("heading", name="This sign-up has expired")).to_be_visible()


@group.scene()
def welcome_unknown(page: Page, _people: People) -> None:
    page.goto(f"/welcome/{uuid4()}")
    expect(page.get_by_role("heading", name="We do not know this sign-up")).to_be_visible()


@group.scene()
def welcome_not_told(page: Page, people: People) -> None:
    too_many(page, SIGN_UP)
    _open(page, people.person_with_failed_picture)
    expect(page.get_by_role("alert")).to_contain_text(re.compile("Try again in 40 seconds"))
