"""States that any page can have."""

from playwright.sync_api import Page, expect

from e2e.scenes.people import People
from e2e.scenes.scene import SceneGroup

group = SceneGroup()


@group.scene()
def not_found(page: Page, _people: People) -> None:
    page.goto("/nowhere")


@group.scene()
def page_lost_on_its_way(page: Page, _people: People) -> None:
    page.route("**/assets/reset-password-*.js", lambda route: route.abort())
    page.goto("/reset-password")
    expect(page.get_by_role("alert")).to_contain_text("This page could not be shown.")
