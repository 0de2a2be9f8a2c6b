"""Time ranges and ages in the task history: wrong clocks, years, daylight saving."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import log_in
from e2e.task_list import rows
from local.stack import Stack
from testkit.person import Person
from testkit.wait import wait_until


@pytest.fixture(params=[-2, 2])
def wrong_clock(
    request: pytest.FixtureRequest, browser: Browser, stack: Stack, admin: Person
) -> Iterator[Page]:
    """A browser whose clock is two hours behind or ahead."""
    with browser.new_context(base_url=stack.url, locale="en-GB") as context:
        context.add_init_script(
            f"const now = Date.now; Date.now = () => now() + {request.param} * 3_600_000;"
        )
        log_in(context, admin)
        yield context.new_page()


def test_wrong_clock_changes_neither_ranges_nor_ages(wrong_clock: Page, member: Person) -> None:
    wrong_clock.goto(f"/admin/tasks?last=PT1H&q={member.email.replace('@', '%40')}")
    wait_until(lambda: len(rows(wrong_clock)) == 2, what="the tasks of the last hour")
    expect(wrong_clock.locator("tr[data-task] time").first).to_have_text(
        re.compile(r"^(now|\d+ (second|minute)s? ago)$")
    )
    wrong_clock.goto("/admin/workers")
    expect(wrong_clock.get_by_role("main").locator("time").first).to_have_text(
        re.compile(r"^(now|\d+ (second|minute)s? ago)$")
    )


@pytest.fixture
def berlin(browser: Browser, stack: Stack, admin: Person) -> Iterator[Page]:
    with browser.new_context(
        base_url=stack.url, locale="en-GB", timezone_id="Europe/Berlin"
    ) as context:
        log_in(context, admin)
        yield context.new_page()


def test_typed_times_are_those_that_are_shown(berlin: Page) -> None:
    berlin.goto("/admin/tasks")
    berlin.get_by_role("combobox", name="Time").select_option("between")
    begin, show = (
        berlin.get_by_label("From", exact=True),
        berlin.get_by_role("button", name="Show", exact=True),
    )
    for text, sentence in (
        ("1815-12-10T00:00:00", "Choose a year from 1970 to 9999."),
        ("20260-12-10T00:00:00", "Choose a year from 1970 to 9999."),
        ("2026-03-29T02:30:00", "This hour does not exist"),
    ):
        begin.fill(text)
        show.click()
        expect(berlin.get_by_role("alert")).to_contain_text(sentence)
        expect(begin).to_be_focused()
    begin.fill("2026-10-25T02:30:00")
    show.click()
    chips = berlin.get_by_label("Chosen filters")
    expect(chips).to_contain_text("25 Oct, 02:30 CEST")
    expect(berlin).to_have_url(re.compile(r"from=2026-10-25T00%3A30"))
    berlin.goto("/admin/tasks?from=2026-10-25T01:30:00.000Z")
    expect(chips).to_contain_text("25 Oct, 02:30 CET")
    berlin.get_by_role("button", name="Show", exact=True).click()
    expect(chips).to_contain_text("25 Oct, 02:30 CET")
