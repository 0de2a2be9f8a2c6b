"""The task history and Flower: for administrators only."""

import re

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.conftest import Complaints, log_in
from local.stack import Stack
from testkit import photos
from testkit.person import Person


@pytest.mark.usefixtures("complaints")
def test_administrator_finds_a_failed_task_and_its_error(
    page: Page, context: BrowserContext, admin: Person, person: Person
) -> None:
    person.sign_up(photos.truncated_photo()).raise_for_status()
    person.wait_for("SUCCESS", "FAILURE")
    task_id = person.task("resize_thumbnail")["id"]
    log_in(context, admin)

    page.goto("/admin/tasks")
    page.locator('a[href*="/admin/tasks/"]').first.wait_for()
    page.get_by_role("checkbox", name="Failed").check()
    expect(page).to_have_url(re.compile("state=FAILURE"))
    page.locator(f'a[href*="{task_id}"]').first.click()

    expect(page).to_have_url(re.compile(task_id))
    expect(page.get_by_text("This picture is damaged or incomplete").first).to_be_visible()
    expect(page.get_by_text("PictureDamagedError").first).to_be_visible()


@pytest.mark.usefixtures("complaints")
def test_administrator_pauses_a_queue_and_resumes_it(
    page: Page, context: BrowserContext, admin: Person
) -> None:
    log_in(context, admin)
    page.goto("/admin/workers")
    page.get_by_role("button", name="Pause bulk").click()
    dialog = page.get_by_role("dialog", name="Pause the queue bulk?")
    dialog.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("The queue bulk is paused.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("row", name=re.compile("bulk Paused"))).to_be_visible()
    page.get_by_role("button", name="Resume bulk").click()
    expect(page.get_by_text("The tasks of bulk run again.")).to_be_visible()
    expect(page.get_by_role("button", name="Pause bulk")).to_be_visible()


def test_user_without_a_role_sees_for_administrators_only(
    page: Page, context: BrowserContext, member: Person, complaints: Complaints
) -> None:
    complaints.allow("403")
    log_in(context, member)
    page.goto("/admin/tasks")
    expect(page.get_by_text(re.compile("administrators", re.IGNORECASE)).first).to_be_visible()


def test_visitor_logs_in_and_returns_to_the_task_history(
    page: Page, admin: Person, complaints: Complaints
) -> None:
    complaints.allow("401")
    page.goto("/admin/tasks?state=SUCCESS")
    expect(page).to_have_url(re.compile("/log-in"))
    page.get_by_label("E-mail").fill(admin.email)
    page.get_by_label("Password", exact=True).fill(admin.password)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("/admin/tasks.*state=SUCCESS"))


def test_flower_refuses_visitors_and_users(stack: Stack, member: Person) -> None:
    member.log_in().raise_for_status()
    cookies = dict(member.http.cookies)
    for path in (
        "/flower/",
        "/flower/workers",
        "/flower/api/workers",
        "/flower/static/css/flower.css",
    ):
        stranger = httpx.get(stack.url + path)
        assert stranger.status_code == httpx.codes.UNAUTHORIZED, path
        user = httpx.get(stack.url + path, cookies=cookies)
        assert user.status_code == httpx.codes.FORBIDDEN, path
        assert "worker@" not in stranger.text + user.text


@pytest.mark.usefixtures("complaints")
def test_flower_shows_the_worker_to_an_administrator(
    page: Page, context: BrowserContext, admin: Person
) -> None:
    log_in(context, admin)
    page.goto("/flower/")
    expect(page.get_by_role("link", name=re.compile("worker@")).first).to_be_visible()


def test_workers_page_shows_workers_and_queues(history: Page, stack: Stack, person: Person) -> None:
    stack.mail.stop()
    try:
        person.sign_up(b"").raise_for_status()
        person.wait_for("RETRY")
        history.goto("/admin/workers")
        main = history.get_by_role("main")
        expect(main).to_contain_text(re.compile("worker@"))
        expect(main.get_by_role("row").filter(has_text="mail").first).to_contain_text("1")
    finally:
        stack.mail.start()
    expect(main.get_by_role("link", name=re.compile("Pool size"))).to_be_visible()


def test_administrator_assigns_and_withdraws_a_role(
    history: Page, member: Person, elsewhere: Page, complaints: Complaints
) -> None:
    complaints.allow("403")
    history.goto("/admin/staff")
    history.get_by_label("E-mail").fill(member.email)
    history.get_by_role("button", name="Give the role").click()
    expect(history.get_by_text(f"{member.name} is an operator now.")).to_be_visible()

    log_in(elsewhere.context, member)
    elsewhere.goto("/admin/tasks")
    elsewhere.locator("tr[data-task]").first.wait_for()
    expect(elsewhere.get_by_text("You can look at everything here.")).to_be_visible()
    expect(elsewhere.get_by_role("checkbox", name="Choose all on this page")).to_have_count(0)
    expect(elsewhere.get_by_role("link", name="Flower")).to_have_count(0)

    mine = history.get_by_role("listitem").filter(has_text=member.email)
    mine.get_by_role("button", name="Withdraw").click()
    history.get_by_role("dialog").get_by_role("button", name="Withdraw the role").click()
    expect(history.get_by_text(f"{member.name} has no role any more.")).to_be_visible()
    elsewhere.reload()
    expect(elsewhere.get_by_text("For administrators only")).to_be_visible()
