"""The list of tasks: what is in view, whose tasks they are, where the focus is, and on paper."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from e2e.task_list import rows
from local.stack import Stack
from testkit import photos
from testkit.person import Person
from testkit.wait import wait_until

FOCUSED = "document.activeElement.outerHTML.slice(0, 200)"
HAS_FOCUS = "document.activeElement !== document.body"
WHOLE_ROWS = """() => [...document.querySelectorAll("tr[data-task]")]
    .filter(row => row.getBoundingClientRect().bottom <= innerHeight).length"""
LINES = "e => Math.round(e.clientHeight / parseFloat(getComputedStyle(e).lineHeight))"
LINES_OF_TITLE = f"({LINES})(document.querySelector('tr[data-task] th a'))"
# Pixels between the border of the panel and the text nearest to it.
SPACE_ABOVE_FIGURES = """() => {
    const panel = document.querySelector("section:has(dl)");
    const tops = [...panel.querySelectorAll("p, dt, dd")].map(element => {
        const text = document.createRange();
        text.selectNodeContents(element);
        return text.getBoundingClientRect();
    }).filter(({ height }) => height > 0).map(({ top }) => top);
    return Math.min(...tops) - panel.getBoundingClientRect().top;
}"""


@pytest.fixture(scope="module")
def _many_tasks(stack: Stack) -> None:
    with Person(stack) as person:
        for _ in range(52):
            person.sign_up(b"").raise_for_status()


@pytest.fixture
def tasks(history: Page, _many_tasks: None) -> Page:
    history.goto("/admin/tasks?kind=send_confirmation_email")
    history.locator("tr[data-task]").first.wait_for()
    return history


@pytest.mark.usefixtures("_many_tasks")
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("width", "height", "query", "least"),
    [
        (1280, 800, "", 8),
        (390, 844, "", 1),
        (390, 844, "?last=P365D&state=SUCCESS", 1),
        (375, 667, "", 1),
        (844, 390, "", 1),
    ],
)
def test_tasks_are_in_view_on_arrival(
    history: Page, width: int, height: int, query: str, least: int, language: str
) -> None:
    history.add_init_script(f"localStorage.setItem('foyer.language', '{language}')")
    history.set_viewport_size({"width": width, "height": height})
    history.goto(f"/admin/tasks{query}")
    history.locator("tr[data-task]").first.wait_for()
    history.wait_for_load_state("networkidle")
    assert history.evaluate(WHOLE_ROWS) >= least


def test_figures_have_space_above_them(tasks: Page) -> None:
    _read_in_german(tasks)
    for width in (768, 800, 900, 1280):
        tasks.set_viewport_size({"width": width, "height": 900})
        assert tasks.evaluate(SPACE_ABOVE_FIGURES) >= 8, width


def test_german_title_takes_one_line_of_its_row(tasks: Page) -> None:
    _change_listed_tasks(tasks, state="RETRY")  # the state with the longest name
    _read_in_german(tasks)
    for width in (390, 768, 800, 900, 1280):
        tasks.set_viewport_size({"width": width, "height": 900})
        assert tasks.evaluate(LINES_OF_TITLE) == 1, width


def _read_in_german(tasks: Page) -> None:
    tasks.evaluate("localStorage.setItem('foyer.language', 'de')")
    tasks.reload()
    tasks.get_by_role("region", name="Kennzahlen").wait_for()
    tasks.locator("tr[data-task]").first.wait_for()
    tasks.wait_for_load_state("networkidle")


def test_long_error_takes_three_lines_on_a_phone(tasks: Page) -> None:
    tasks.set_viewport_size({"width": 390, "height": 844})
    error = {"code": "unexpected", "message": "Something went wrong. " * 40}
    _change_listed_tasks(tasks, error=error)
    tasks.reload()
    shown = tasks.get_by_title("Something went wrong.").first
    shown.wait_for()
    assert shown.evaluate(LINES) == 3
    tasks.emulate_media(media="print")
    assert shown.evaluate(LINES) > 3


def _change_listed_tasks(page: Page, **changes: Any) -> None:
    def fulfill(route: Route) -> None:
        body = route.fetch().json()
        route.fulfill(json={**body, "items": [{**task, **changes} for task in body["items"]]})

    page.route(re.compile("/api/admin/tasks[?]"), fulfill)


def test_opened_chart_stays_open_after_a_reload(tasks: Page) -> None:
    chart = tasks.get_by_role("slider", name="Tasks over time")
    expect(chart).to_have_count(0)
    tasks.get_by_role("button", name="Chart and errors").click()
    expect(chart).to_be_visible()
    tasks.reload()
    expect(chart).to_be_visible()
    tasks.get_by_role("button", name="Hide chart and errors").click()
    tasks.reload()
    tasks.locator("tr[data-task]").first.wait_for()
    expect(chart).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_row_names_its_person_and_links_to_their_tasks(
    history: Page, member: Person, width: int
) -> None:
    history.set_viewport_size({"width": width, "height": 844})
    history.goto("/admin/tasks")
    row = history.locator(f'tr[data-task="{member.task("resize_thumbnail")["id"]}"]')
    masked = f"{member.email[0]}•••@{member.email.partition('@')[2]}"
    expect(
        row.get_by_role("checkbox", name=f"Choose Picture of {member.name}, {masked}")
    ).to_have_count(1)
    row.get_by_role("link", name=f"{member.name} {masked}", exact=True).click()
    wait_until(lambda: len(rows(history)) == 2, what="the person's tasks")


def test_cancelled_dialog_keeps_the_selection_and_the_focus(tasks: Page) -> None:
    tasks.get_by_role("checkbox", name="Choose all on this page").check()
    retry = tasks.get_by_role("button", name="Retry…")
    retry.click()
    tasks.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(retry).to_be_focused()
    expect(tasks.get_by_role("region", name="Chosen tasks")).to_contain_text("50 chosen")


def test_focus_stays_near_a_control_that_removes_itself(tasks: Page) -> None:
    chips = tasks.get_by_label("Chosen filters")
    tasks.get_by_role("checkbox", name="Done").check()
    remove = chips.get_by_role("button", name="Remove filter State")
    remove.press("Enter")
    expect(chips.get_by_role("button", name="Remove filter Kind")).to_be_focused()
    chips.get_by_role("button", name="Clear all").press("Enter")
    expect(chips).to_have_count(0)
    assert tasks.evaluate(HAS_FOCUS), tasks.evaluate(FOCUSED)

    tasks.get_by_role("button", name="Chart and errors").click()
    tasks.get_by_role("slider", name="Tasks over time").press("Home")  # before any task
    tasks.get_by_role("button", name="Show this time").press("Enter")
    expect(tasks).to_have_url(re.compile("from="))
    expect(tasks.get_by_text("No task in this time.")).to_be_visible()
    assert tasks.evaluate(HAS_FOCUS), tasks.evaluate(FOCUSED)

    tasks.get_by_label("From", exact=True).fill("2026-01-02T00:00:00")
    tasks.get_by_role("button", name="Show", exact=True).press("Enter")
    expect(tasks).to_have_url(re.compile("from=2026"))
    assert tasks.evaluate(HAS_FOCUS), tasks.evaluate(FOCUSED)


def test_focus_of_the_second_question_is_on_its_heading(history: Page, person: Person) -> None:
    person.sign_up(photos.truncated_photo()).raise_for_status()
    person.wait_for("SUCCESS", "FAILURE")
    history.goto(f"/admin/tasks?state=FAILURE&q={person.email.replace('@', '%40')}")
    history.get_by_role("checkbox", name="Choose all on this page").check()
    history.get_by_role("button", name="Retry…").click()
    dialog = history.get_by_role("dialog")
    dialog.get_by_role("button", name="Retry 1 task").press("Enter")
    expect(dialog.get_by_role("heading", name="1 task on the way again")).to_be_focused()
    dialog.get_by_role("button", name="Close").press("Enter")
    expect(dialog).to_have_count(0)
    assert history.evaluate(HAS_FOCUS), history.evaluate(FOCUSED)


def test_focus_returns_to_the_row_that_was_left(tasks: Page) -> None:
    task_id = rows(tasks)[3]
    link = tasks.locator(f'tr[data-task="{task_id}"] [data-column="task"] a')
    for go_back in (
        lambda: tasks.get_by_role("link", name="Back to the list").press("Enter"),
        tasks.go_back,
    ):
        link.press("Enter")
        tasks.get_by_role("heading", name="What happened").wait_for()
        go_back()
        expect(link).to_be_focused()


def test_next_page_of_the_list_has_the_focus(tasks: Page) -> None:
    tasks.get_by_role("link", name="Older").press("Enter")
    expect(tasks).to_have_url(re.compile("cursor="))
    expect(tasks.get_by_role("region", name="Tasks", exact=True)).to_be_focused()


def test_printed_pages_are_whole_and_without_controls(history: Page, person: Person) -> None:
    person.sign_up(photos.truncated_photo()).raise_for_status()
    person.wait_for("SUCCESS", "FAILURE")
    history.goto("/admin/tasks")
    history.locator("tr[data-task]").first.wait_for()
    history.emulate_media(media="print")
    _expect_no_controls(history)
    history.emulate_media(media="screen")
    history.goto(f"/admin/tasks/{person.task('resize_thumbnail')['id']}")
    code = history.locator("pre").filter(has_text="Traceback")
    code.wait_for()
    history.emulate_media(media="print")
    _expect_no_controls(history)
    assert code.evaluate(
        "e => [e.scrollWidth <= e.clientWidth, e.scrollHeight <= e.clientHeight]"
    ) == [
        True,
        True,
    ]


def _expect_no_controls(page: Page) -> None:
    for role in ("button", "navigation", "checkbox", "searchbox", "combobox"):
        expect(page.get_by_role(role)).to_have_count(0)
