"""Administrators repair failed tasks: reruns, bulk actions, cancellation."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from e2e.task_list import chip, rows, search
from local.application import Worker
from local.stack import Stack
from testkit import photos
from testkit.person import Person
from testkit.wait import wait_until


@contextmanager
def other_worker(stack: Stack, name: str, env: dict[str, str]) -> Iterator[Worker]:
    """Replace the worker by one with other settings."""
    worker = stack.add_worker(name, env=env)
    stack.worker.stop()
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()
        stack.worker.start()


def test_administrator_repairs_a_failed_picture_by_a_rerun(
    history: Page, stack: Stack, person: Person, elsewhere: Page
) -> None:
    """The first worker has too little memory; the rerun runs on the normal worker."""
    huge = photos.encode(photos.quarters(8000, 6000), "PNG")
    with other_worker(stack, "poor", {"POOL_PROCESS_MEMORY": str(160 * 1024 * 1024)}):
        person.sign_up(huge).raise_for_status()
        person.wait_for("SUCCESS", "FAILURE")
    elsewhere.goto(f"/welcome/{person.sign_up_id}")
    expect(elsewhere.get_by_role("main")).to_contain_text("too much")

    history.goto("/admin/tasks")
    search(history, person.email)
    chip(history, f"Search: {person.email}")
    tasks = {task["id"] for task in person.follow()["tasks"]}
    wait_until(lambda: set(rows(history)) == tasks, what="the person's tasks")
    history.get_by_role("row").filter(has_text="Failed").get_by_role("rowheader").get_by_role(
        "link"
    ).click()
    expect(history.get_by_role("main")).to_contain_text(person.email)
    expect(history.get_by_text("PictureTooCostlyError").first).to_be_visible()

    history.get_by_role("button", name="Run again…").click()
    history.get_by_role("dialog").get_by_role("button", name="Run again").click()
    picture = history.get_by_role("img", name="Thumbnail, 256 pixels")
    expect(picture).to_be_visible()
    expect(history.get_by_role("link", name="The original task")).to_be_visible()
    expect(elsewhere.locator("main img").first).to_be_visible()


def test_thirty_failed_mails_are_rerun_and_sent_once_each(history: Page, stack: Stack) -> None:
    began = datetime.now(UTC).isoformat()
    people = [Person(stack) for _ in range(30)]
    impatient = {"MAIL_RETRY_ATTEMPTS": "2", "MAIL_RETRY_DELAYS": '["PT0.1S"]'}
    stack.mail.stop()
    try:
        with other_worker(stack, "impatient", impatient):
            for person in people:
                person.sign_up(b"").raise_for_status()
            for person in people:
                person.wait_for("FAILURE")
    finally:
        stack.mail.start()
    history.goto("/admin/tasks?" + f"state=FAILURE&from={began.replace('+', '%2B')}")
    chip(history, "State: Failed")
    history.get_by_role("button", name="Chart and errors").click()
    history.get_by_role("button", name="Retry all 30 with mail_delayed").click()
    dialog = history.get_by_role("dialog")
    expect(dialog).to_contain_text("Run 30 tasks again?")
    expect(dialog).to_contain_text("30 mails will be sent again")
    assert not any(stack.mail.messages(person.email) for person in people)
    dialog.get_by_role("button", name="Retry 30 tasks").click()
    expect(dialog).to_contain_text("30 tasks on the way again")
    for person in people:
        person.wait_for("SUCCESS")
        assert len(stack.mail.messages(person.email)) == 1
        person.http.close()
    dialog.get_by_role("button", name="Close").click()
    history.get_by_role("button", name="Retry all that match…").click()
    expect(dialog).to_contain_text("Nothing to retry")


def test_cancelled_selection_stays_cancelled(history: Page, stack: Stack, person: Person) -> None:
    stack.mail.stop()
    try:
        for _ in range(2):
            person.sign_up(b"").raise_for_status()
            person.wait_for("RETRY")  # due in a minute
        history.goto(f"/admin/tasks?q={person.email.replace('@', '%40')}")
        history.get_by_role("checkbox", name="Choose all on this page").check()
        bar = history.get_by_role("region", name="Chosen tasks")
        expect(bar).to_contain_text("2 chosen")
        bar.get_by_role("button", name="Cancel…").click()
        dialog = history.get_by_role("dialog")
        dialog.get_by_role("button", name="Cancel 2 tasks").click()
        expect(dialog).to_contain_text("2 tasks cancelled")
    finally:
        stack.mail.start()
    stack.worker.restart()
    person.wait_for("REVOKED")
    assert stack.mail.messages(person.email) == []
