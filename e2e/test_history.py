"""The task history: filters, histogram, paging, keyboard, CSV."""

import re

from playwright.sync_api import Browser, Page, expect

from e2e.conftest import log_in
from e2e.task_list import chip, rows, search
from local.stack import Stack
from testkit import photos
from testkit.person import Person
from testkit.wait import wait_until


def test_every_filter_is_in_the_url_and_shown_as_a_chip(history: Page, member: Person) -> None:
    task = member.task("resize_thumbnail")
    history.goto("/admin/tasks")
    search(history, member.email)
    expect(history).to_have_url(re.compile("q="))
    history.get_by_label("Kind").select_option("resize_thumbnail")
    history.get_by_role("checkbox", name="Done", exact=True).check()
    choice = history.get_by_label("Worker")
    name = choice.locator("option", has_text="worker@").first.text_content()
    choice.select_option(name)
    history.get_by_role("combobox", name="Time").select_option("PT1H")
    for text in ("Kind: ", "State: Done", "Worker: worker@", "Last hour"):
        chip(history, text)
    wait_until(lambda: rows(history) == [task["id"]], what="the one task")
    shared = history.url
    for name in ("kind=resize_thumbnail", "state=", "worker=worker", "last=PT1H"):
        assert name in shared
    history.get_by_role("button", name=re.compile("Remove filter Kind")).click()
    wait_until(lambda: len(rows(history)) == 2, what="both tasks")
    history.go_back()
    wait_until(lambda: rows(history) == [task["id"]], what="the one task again")
    history.get_by_role("button", name="Clear all").click()
    expect(history.get_by_label("Chosen filters")).to_have_count(0)
    history.goto(shared)
    wait_until(lambda: rows(history) == [task["id"]], what="the link's task")


def test_search_by_reference_finds_the_task(history: Page, person: Person) -> None:
    reference = person.sign_up(b"").headers["X-Request-ID"]
    history.goto("/admin/tasks")
    search(history, reference)
    mail = person.task("send_confirmation_email")["id"]
    wait_until(lambda: rows(history) == [mail], what="the task")


def test_selecting_bars_of_the_histogram_sets_the_time_range(history: Page, member: Person) -> None:
    history.goto(f"/admin/tasks?last=PT1H&q={member.email.replace('@', '%40')}")
    history.get_by_role("button", name="Chart and errors").click()
    plot = history.get_by_role("slider", name="Tasks over time")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    history.mouse.move(box["x"] + box["width"] * 0.8, middle)
    history.mouse.down()
    history.mouse.move(box["x"] + box["width"] - 2, middle, steps=5)
    history.mouse.up()
    expect(history).to_have_url(re.compile("from="))
    wait_until(lambda: len(rows(history)) == 2, what="what was created lately")


def test_histogram_works_with_the_keyboard(history: Page, member: Person) -> None:
    history.goto(f"/admin/tasks?last=P1D&q={member.email.replace('@', '%40')}")
    history.get_by_role("button", name="Chart and errors").click()
    plot = history.get_by_role("slider", name="Tasks over time")
    plot.focus()
    for _ in range(3):
        history.keyboard.press("Shift+ArrowLeft")
    history.keyboard.press("Enter")
    expect(history).to_have_url(re.compile("from="))


def test_new_tasks_appear_behind_a_pill(history: Page, member: Person, person: Person) -> None:
    history.goto("/admin/tasks?kind=send_confirmation_email")
    history.locator("tr[data-task]").first.wait_for()
    before = rows(history)
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    pill = history.get_by_role("button", name="1 new task")
    expect(pill).to_be_visible()
    assert rows(history) == before
    pill.click()
    task_id = person.task("send_confirmation_email")["id"]
    wait_until(lambda: rows(history)[0] == task_id, what="the new one on top")
    assert member.task("send_confirmation_email")["id"] in rows(history)


def test_paused_refresh_sends_no_requests(history: Page, member: Person) -> None:
    history.clock.install()
    history.goto(f"/admin/tasks?q={member.email.replace('@', '%40')}")
    history.locator("tr[data-task]").first.wait_for()
    history.get_by_role("button", name="Pause").click()
    expect(history.get_by_role("button", name="Resume")).to_be_visible()
    history.wait_for_load_state("networkidle")
    asked: list[str] = []
    history.on("request", lambda request: asked.append(request.url))
    history.clock.fast_forward(7000)  # longer than the refresh interval
    history.evaluate("() => fetch('/api/health/live')")  # later than requests of the refresh
    assert asked
    assert [url for url in asked if "/api/admin/tasks" in url] == []


def test_list_pages_forward_and_back(history: Page, stack: Stack) -> None:
    with Person(stack) as person:
        for _ in range(51):
            person.sign_up(b"").raise_for_status()
    history.goto("/admin/tasks?kind=send_confirmation_email")
    history.locator("tr[data-task]").first.wait_for()
    first = rows(history)
    history.get_by_role("link", name="Older").or_(
        history.get_by_role("button", name="Older")
    ).click()
    expect(history).to_have_url(re.compile("cursor="))
    wait_until(lambda: rows(history) and rows(history) != first, what="page two")
    assert not set(first) & set(rows(history))
    history.go_back()
    wait_until(lambda: rows(history) == first, what="page one")


def test_task_list_works_with_the_keyboard_alone(history: Page, person: Person) -> None:
    person.sign_up(photos.truncated_photo()).raise_for_status()
    person.wait_for("SUCCESS", "FAILURE")
    history.goto("/admin/tasks")
    history.locator("tr[data-task]").first.wait_for()
    history.keyboard.press("?")
    expect(history.get_by_role("dialog")).to_contain_text("Next and previous task")
    history.keyboard.press("Escape")
    history.keyboard.press("/")
    history.keyboard.type(person.email)  # contains r, c and j: shortcuts are off in a field
    history.keyboard.press("Enter")
    wait_until(lambda: len(rows(history)) == 2, what="the person's tasks")
    failed = person.task("resize_thumbnail")["id"]
    history.keyboard.press("j")
    for _ in range(rows(history).index(failed)):
        history.keyboard.press("j")
    history.keyboard.press("r")
    dialog = history.get_by_role("dialog")
    expect(dialog).to_contain_text("Run 1 task again?")
    history.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    history.keyboard.press("Enter")
    expect(history).to_have_url(re.compile(failed))


def test_csv_contains_the_filtered_tasks(history: Page, member: Person) -> None:
    history.goto(f"/admin/tasks?q={member.email.replace('@', '%40')}")
    history.locator("tr[data-task]").first.wait_for()
    with history.expect_download() as download:
        history.get_by_role("link", name=re.compile("CSV")).click()
    text = download.value.path().read_text()
    assert len(text.splitlines()) == 3
    assert all(task_id in text for task_id in rows(history))


def test_times_are_shown_in_local_time_or_utc(
    browser: Browser, stack: Stack, admin: Person
) -> None:
    with browser.new_context(base_url=stack.url, timezone_id="Asia/Kolkata") as context:
        log_in(context, admin)
        page = context.new_page()
        page.goto("/admin/tasks")
        moment = page.locator("tr[data-task] time").first
        local = moment.get_attribute("title")
        page.get_by_role("radio", name="UTC").check()
        expect(moment).not_to_have_attribute("title", local or "")
        page.reload()
        expect(page.locator("tr[data-task] time").first).to_have_attribute(
            "title", re.compile("UTC")
        )


def test_task_page_shows_the_log_lines_of_the_task(history: Page, member: Person) -> None:
    history.goto(f"/admin/tasks/{member.task('resize_thumbnail')['id']}")
    history.get_by_text(re.compile(r"\d+ log lines")).click()
    expect(history.get_by_text("event=claimed").first).to_be_visible()
    other_tasks = history.get_by_role("link", name="Their other tasks")
    other_tasks.click()
    wait_until(lambda: len(rows(history)) == 2, what="the person's tasks")
