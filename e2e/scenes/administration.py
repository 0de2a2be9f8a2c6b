"""The pages of administrators, with a year's history."""

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from e2e.conftest import log_in
from e2e.scenes.answers import too_many
from e2e.scenes.cast import Cast
from e2e.scenes.scene import Act
from testkit.person import Person

act = Act()
MONTH = "/admin/tasks?range=30d"
FAILED = f"{MONTH}&state=FAILURE"


def _open(page: Page, person: Person, path: str, sign: str) -> None:
    log_in(page.context, person)
    page.goto(path)
    page.get_by_text(sign).first.wait_for()


def _open_list(page: Page, person: Person, path: str) -> None:
    log_in(page.context, person)
    page.goto(path)
    page.locator("tr[data-task]").first.wait_for()
    page.wait_for_load_state("networkidle")  # the figures have come, too


def _dialog(page: Page, button: str, words: str) -> None:
    page.get_by_role("button", name=button).first.click()
    expect(page.get_by_role("dialog")).to_contain_text(re.compile(words))


def _picture(person: Person) -> str:
    task: str = person.task("resize_thumbnail")["id"]
    return task


@act.scene()
def tasks(page: Page, cast: Cast) -> None:
    _open_list(page, cast.administrator, MONTH)


@act.scene()
def tasks_failed(page: Page, cast: Cast) -> None:
    _open_list(page, cast.administrator, FAILED)


@act.scene()
def tasks_by_many_filters(page: Page, cast: Cast) -> None:
    mails = "&kind=send_confirmation_email&state=FAILURE,REVOKED"
    _open_list(page, cast.administrator, MONTH + mails)


@act.scene()
def tasks_not_found(page: Page, cast: Cast) -> None:
    _open(page, cast.administrator, "/admin/tasks?q=nobody", "No task matches")


@act.scene()
def tasks_between(page: Page, cast: Cast) -> None:
    _open_list(page, cast.administrator, FAILED)
    page.get_by_role("combobox", name="Time").select_option("between")
    page.get_by_label("From", exact=True).fill("2026-01-02T00:00:00")
    page.get_by_label("To", exact=True).fill("2026-01-01T00:00:00")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The end is before the beginning.")


@act.scene()
def tasks_chosen(page: Page, cast: Cast) -> None:
    _open_list(page, cast.administrator, FAILED)
    page.get_by_role("checkbox", name="Choose all on this page").check()
    bar = page.get_by_role("region", name="Chosen tasks")
    expect(bar).to_contain_text(re.compile(r"\d+ chosen"))


@act.scene()
def tasks_retry_many(page: Page, cast: Cast) -> None:
    _open_list(page, cast.administrator, FAILED)
    _dialog(page, "Retry all that match…", r"Run \d+ tasks again\?")


@act.scene()
def tasks_nothing_to_cancel(page: Page, cast: Cast) -> None:
    _open_list(page, cast.administrator, FAILED)
    _dialog(page, "Cancel all that match…", "Nothing to cancel")


@act.scene()
def tasks_keyboard(page: Page, cast: Cast) -> None:
    _open_list(page, cast.administrator, MONTH)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next and previous task")


@act.scene()
def tasks_not_told(page: Page, cast: Cast) -> None:
    too_many(page, re.compile(r"/api/admin/tasks(\?|$)"))
    _open(page, cast.administrator, MONTH, "The tasks could not be loaded.")


@act.scene()
def tasks_for_operators(page: Page, cast: Cast) -> None:
    _open_list(page, cast.operator, FAILED)
    expect(page.get_by_text("You can look at everything here.")).to_be_visible()


@act.scene()
def task(page: Page, cast: Cast) -> None:
    picture = _picture(cast.old_hand)
    _open(page, cast.administrator, f"/admin/tasks/{picture}", "What happened")


@act.scene()
def task_of_a_mail(page: Page, cast: Cast) -> None:
    mail = cast.old_hand.task("send_confirmation_email")["id"]
    _open(page, cast.administrator, f"/admin/tasks/{mail}", "What happened")
    page.get_by_text(re.compile(r"\d+ log lines")).click()


@act.scene()
def task_failed(page: Page, cast: Cast) -> None:
    picture = _picture(cast.unlucky)
    _open(page, cast.administrator, f"/admin/tasks/{picture}", "PictureDamagedError")


@act.scene()
def task_run_again(page: Page, cast: Cast) -> None:
    task_failed(page, cast)
    _dialog(page, "Run again…", "Run this task again?")


@act.scene()
def task_to_cancel(page: Page, cast: Cast) -> None:
    cast.without_worker()
    person = cast.newcomer()
    person.sign_up(b"").raise_for_status()
    mail = person.task("send_confirmation_email")["id"]
    _open(page, cast.administrator, f"/admin/tasks/{mail}", "What happened")
    _dialog(page, "Cancel…", "Cancel this task?")


@act.scene()
def task_unknown(page: Page, cast: Cast) -> None:
    _open(page, cast.administrator, f"/admin/tasks/{uuid4()}", "No such task")


@act.scene()
def workers(page: Page, cast: Cast) -> None:
    _open(page, cast.administrator, "/admin/workers", "Last heartbeat")


@act.scene()
def staff(page: Page, cast: Cast) -> None:
    operator = cast.operator
    _open(page, cast.administrator, "/admin/staff", operator.email)
    expect(page.get_by_text("(you)")).to_be_visible()


@act.scene()
def staff_error(page: Page, cast: Cast) -> None:
    staff(page, cast)
    page.get_by_label("E-mail").fill("nobody@example.com")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_role("alert")).to_contain_text("Nobody has an account")


@act.scene()
def staff_withdraw(page: Page, cast: Cast) -> None:
    staff(page, cast)
    _dialog(page, "Withdraw", "Withdraw the role of")


@act.scene()
def for_administrators_only(page: Page, cast: Cast) -> None:
    _open(page, cast.old_hand, "/admin/tasks", "For administrators only")
