"""What can happen on any page."""

from playwright.sync_api import Page, expect

from e2e.scenes.cast import Cast
from e2e.scenes.scene import Act

act = Act()


@act.scene()
def not_found(page: Page, _cast: Cast) -> None:
    page.goto("/nowhere")


@act.scene()
def page_lost_on_its_way(page: Page, _cast: Cast) -> None:
    page.route("**/assets/log-in-*.js", lambda route: route.abort())
    page.goto("/log-in")
    expect(page.get_by_role("alert")).to_contain_text("This page could not be shown.")
