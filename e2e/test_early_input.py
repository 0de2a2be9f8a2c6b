"""Input into a rendered page before its script has loaded, and scripts that fail to load."""

import re

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, Response, Route, expect

from e2e.conftest import Complaints
from e2e.held_scripts import HeldScripts, wait_for_script
from e2e.transfers import Way, transfer
from testkit.person import Person
from testkit.photos import phone_photo

PICTURE: FilePayload = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": phone_photo()}
CHUNK = re.compile(r"/assets/log-in-page-")
LOG_IN = re.compile("/log-in$")
UNREACHABLE = "We could not reach the server."


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize("way", ["drop", "paste"])
def test_picture_that_is_dropped_or_pasted_before_the_script_is_chosen(
    page: Page, scripts: HeldScripts, way: Way
) -> None:
    scripts.open("/sign-up")
    expect(page.get_by_label("E-mail")).to_be_visible()
    transfer(page, way, PICTURE)
    scripts.release()
    expect(page.get_by_text("me.jpg")).to_be_visible()


@pytest.mark.usefixtures("complaints")
def test_text_pasted_with_a_picture_before_the_script_stays_text(
    page: Page, scripts: HeldScripts
) -> None:
    scripts.open("/sign-up")
    picture: FilePayload = {"name": "cells.png", "mimeType": "image/png", "buffer": b"x"}
    transfer(page.get_by_label("Name to show"), "paste", picture, "Ada King")
    scripts.release()
    assert page.locator("#picture").evaluate("input => input.files.length") == 0
    expect(page.get_by_text("cells.png")).to_have_count(0)


@pytest.mark.usefixtures("complaints")
def test_theme_that_another_tab_chooses_before_the_script_is_shown_as_chosen(
    context: BrowserContext, page: Page, scripts: HeldScripts
) -> None:
    scripts.open("/sign-up")
    with context.new_page() as other:
        other.goto("/robots.txt")
        other.evaluate("localStorage.setItem('foyer.theme', 'dark')")
    scripts.release()
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize(
    ("path", "names"), [("/sign-up", ["email", "display_name"]), ("/log-in", ["email"])]
)
def test_typed_form_survives_a_reload_before_the_script_without_its_password(
    page: Page, scripts: HeldScripts, path: str, names: list[str]
) -> None:
    scripts.open(path)
    for name in names:
        page.locator(f"input[name={name}]").fill(f"typed {name}")
    page.locator("input[name=password]").fill("a sentence is fine")
    page.goto("/robots.txt")
    assert page.evaluate("JSON.stringify(sessionStorage)").count("sentence") == 0
    scripts.open(path)
    scripts.release()
    for name in names:
        expect(page.locator(f"input[name={name}]")).to_have_value(f"typed {name}")
    expect(page.locator("input[name=password]")).to_have_value("")


def test_sign_up_without_network_before_the_script_is_sent_when_it_is_back(
    page: Page,
    context: BrowserContext,
    scripts: HeldScripts,
    person: Person,
    complaints: Complaints,
) -> None:
    complaints.allow("ERR_INTERNET_DISCONNECTED")
    scripts.open("/sign-up")
    page.get_by_label("E-mail").fill(person.email)
    scripts.lose()
    expect(page.get_by_text("You are offline.")).to_be_visible()
    page.get_by_label("Name to show").fill(person.name)
    page.locator("#picture").set_input_files(PICTURE)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign up").click()
    context.set_offline(offline=False)
    expect(page.get_by_role("heading", name=f"Welcome, {person.name}")).to_be_visible()
    expect(page.get_by_text("You are offline.")).to_be_hidden()


def test_page_without_contents_starts_when_the_network_is_back(
    page: Page, context: BrowserContext, scripts: HeldScripts, complaints: Complaints
) -> None:
    complaints.allow("ERR_INTERNET_DISCONNECTED")
    scripts.open("/reset-password")
    scripts.lose()
    expect(page.get_by_text("You are offline.")).to_be_visible()
    context.set_offline(offline=False)
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()


def test_lost_script_is_loaded_again_and_leaves_the_typed_values(
    page: Page, complaints: Complaints
) -> None:
    complaints.allow("/assets/")
    complaints.allow("401")
    page.route("**/assets/*.js", lambda route: route.abort())
    page.goto("/log-in")
    expect(page.get_by_text(UNREACHABLE)).to_be_visible()
    page.get_by_label("E-mail").fill("anna@example.com")
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(LOG_IN)
    with page.expect_request(lambda request: request.url.endswith("/api/sessions")) as request:
        page.unroute("**/assets/*.js")
    assert "correct horse battery" in (request.value.post_data or "")
    expect(page.get_by_text(UNREACHABLE)).to_be_hidden()


def test_lost_chunk_is_loaded_by_one_reload_that_leaves_the_typed_values(
    page: Page, complaints: Complaints
) -> None:
    complaints.allow("/assets/")
    complaints.allow("dynamically imported module")
    complaints.allow("ERR_FAILED")  # of the tries that abort_fetch ends
    page.route(CHUNK, lambda route: route.abort())
    page.route(LOG_IN, abort_fetch)
    page.goto("/log-in")
    page.get_by_label("E-mail").fill("anna@example.com")
    expect(page.get_by_text(UNREACHABLE)).to_be_visible()
    opened: list[str] = []
    page.on("framenavigated", lambda frame: opened.append(frame.url))
    tries: list[str] = []

    def is_after_the_reload(response: Response) -> bool:
        if response.request.resource_type == "fetch" and LOG_IN.search(response.url):
            tries.append(response.url)
        return len(tries) == 2  # the page reloads after the first one

    with page.expect_response(is_after_the_reload):
        page.unroute(LOG_IN)
    expect(page.get_by_text(UNREACHABLE)).to_be_visible()
    page.evaluate("fetch('/robots.txt')")  # fails if the page is being reloaded again
    assert len(opened) == 1
    page.unroute(CHUNK)
    page.reload()
    wait_for_script(page)
    expect(page.get_by_label("E-mail")).to_have_value("anna@example.com")


def abort_fetch(route: Route) -> None:
    """Abort a request of the page's scripts; continue one of the browser's."""
    if route.request.resource_type == "fetch":
        route.abort()
    else:
        route.continue_()
