"""The list of tasks as an administrator uses it."""

from playwright.sync_api import Page, expect


def rows(page: Page) -> list[str]:
    """Return the ids of the tasks in the list."""
    found: list[str] = page.locator("tr[data-task]").evaluate_all(
        "rows => rows.map(row => row.dataset.task)"
    )
    return found


def search(page: Page, text: str) -> None:
    page.get_by_role("searchbox", name="Search").fill(text)
    page.keyboard.press("Enter")


def chip(page: Page, text: str) -> None:
    expect(page.get_by_label("Chosen filters").get_by_text(text)).to_be_visible()
