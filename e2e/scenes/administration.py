"""The administrators' pages, with a year's history."""

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from e2e.conftest import log_in
from e2e.scenes.people import People
from e2e.scenes.scene import SceneGroup
from e2e.scenes.stubbed_responses import too_many
from testkit.person import Person

group = SceneGroup()
MONTH = "/admin/tasks?last=P30D"
FAILED = f"{MONTH}&state=FAILURE"


def _open(page: Page, person: Person, path: str, sign: str) -> None:
    log_in(page.context, person)
    page.goto(path)
    page.get_by_text(sign).first.wait_for()


def _open_list(page: Page, person: Person, path: str) -> None:
    log_in(page.context, person)
    page.goto(path)
    page.locator("tr[data-task]").first.wait_for()
    page.wait_for_load_state("networkidle")  # the statistics have loaded too


def _dialog(page: Page, button: str, words: str) -> None:
    page.get_by_role("button", name=button).first.click()
    expect(page.get_by_role("dialog")).to_contain_text(re.compile(words))


def _dialog_for_matching(page: Page, button: str, words: str) -> None:
    more_buttons = page.get_by_role("button", name="All that match", exact=True)
    if more_buttons.is_visible():  # on narrow screens
        more_buttons.click()
    _dialog(page, button, words)


def _picture(person: Person) -> str:
    task: str = person.task("resize_thumbnail")["id"]
    return task


@group.scene()
def tasks(page: Page, people: People) -> None:
    _open_list(page, people.administrator, MONTH)


@group.scene()
def tasks_failed(page: Page, people: People) -> None:
    _open_list(page, people.administrator, FAILED)


@group.scene()
def tasks_by_many_filters(page: Page, people: People) -> None:
    mails = "&kind=send_confirmation_email&state=FAILURE,REVOKED"
    _open_list(page, people.administrator, MONTH + mails)


@group.scene()
def tasks_not_found(page: Page, people: People) -> None:
    _open(page, people.administrator, "/admin/tasks?q=nobody", "No task matches")


@group.scene()
def tasks_between(page: Page, people: People) -> None:
    _open_list(page, people.administrator, FAILED)
    more_filters = page.get_by_role("button", name="More filters")
    if more_filters.is_visible():  # on narrow screens
        more_filters.click()
    page.get_by_role("combobox", name="Time").select_option("between")
    page.get_by_label("From", exact=True).fill("2026-01-02T00:00:00")
    page.get_by_label("To", exact=True).fill("2026-01-01T00:00:00")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The end must be after the beginning.")


@group.scene()
def tasks_chosen(page: Page, people: People) -> None:
    _open_list(page, people.administrator, FAILED)
    page.get_by_role("checkbox", name="Choose all on this page").check()
    bar = page.get_by_role("region", name="Chosen tasks")
    expect(bar).to_contain_text(re.compile(r"\d+ chosen"))


@group.scene()
def tasks_retry_many(page: Page, people: People) -> None:
    _open_list(page, people.administrator, FAILED)
    _dialog_for_matching(page, "Retry all that match…", r"Run \d+ tasks again\?")


@group.scene()
def tasks_nothing_to_cancel(page: Page, people: People) -> None:
    _open_list(page, people.administrator, FAILED)
    _dialog_for_matching(page, "Cancel all that match…", "Nothing to cancel")


@group.scene()
def tasks_keyboard(page: Page, people: People) -> None:
    _open_list(page, people.administrator, MONTH)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next and previous task")


@group.scene()
def tasks_not_told(page: Page, people: People) -> None:
    too_many(page, re.compile(r"/api/admin/tasks(\?|$)"))
    _open(page, people.administrator, MONTH, "The tasks could not be loaded.")


@group.scene()
def tasks_for_operators(page: Page, people: People) -> None:
    _open_list(page, people.operator, FAILED)
    expect(page.get_by_text("You can look at everything here.")).to_be_visible()


@group.scene()
def task(page: Page, people: People) -> None:
    picture = _picture(people.member_with_picture)
    _open(page, people.administrator, f"/admin/tasks/{picture}", "What happened")


@group.scene()
def task_of_a_mail(page: Page, people: People) -> None:
    mail = people.member_with_picture.task("send_confirmation_email")["id"]
    _open(page, people.administrator, f"/admin/tasks/{mail}", "What happened")
    page.get_by_text(re.compile(r"\d+ log lines")).click()


@group.scene()
def task_failed(page: Page, people: People) -> None:
    picture = _picture(people.person_with_failed_picture)
    _open(page, people.administrator, f"/admin/tasks/{picture}", "PictureDamagedError")


@group.scene()
def task_run_again(page: Page, people: People) -> None:
    task_failed(page, people)
    _dialog(page, "Run again…", "Run this task again?")


@group.scene()
def task_to_cancel(page: Page, people: People) -> None:
    people.without_worker()
    person = people.newcomer()
    person.sign_up(b"").raise_for_status()
    mail = person.task("send_confirmation_email")["id"]
    _open(page, people.administrator, f"/admin/tasks/{mail}", "What happened")
    _dialog(page, "Cancel…", "Cancel this task?")


@group.scene()
def task_unknown(page: Page, people: People) -> None:
    _open(page, people.administrator, f"/admin/tasks/{uuid4()}", "This task does not exist")


@group.scene()
def workers(page: Page, people: People) -> None:
    _open(page, people.administrator, "/admin/workers", "Last heartbeat")


@group.scene()
def staff(page: Page, people: People) -> None:
    operator = people.operator
    _open(page, people.administrator, "/admin/staff", operator.email)
    expect(page.get_by_text("(you)")).to_be_visible()


@group.scene()
def staff_error(page: Page, people: People) -> None:
    staff(page, people)
    page.get_by_label("E-mail").fill("nobody@example.com")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no account")


@group.scene()
def staff_withdraw(page: Page, people: People) -> None:
    staff(page, people)
    _dialog(page, "Withdraw", "Withdraw the role of")


@group.scene()
def for_administrators_only(page: Page, people: People) -> None:
    _open(page, people.member_with_picture, "/admin/tasks", "For administrators only")
