"""The pages that nginx sends with their contents, before and while the script takes them over."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from e2e.held_scripts import HeldScripts
from testkit.person import Person
from testkit.photos import phone_photo

PICTURE: FilePayload = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": phone_photo()}

# The page without what the browser keeps outside of attributes.
STRUCTURE = """
() => {
  const describe = element => {
    const attributes = [...element.attributes]
      .filter(({ name }) => !["value", "checked", "data-held"].includes(name))
      .filter(({ name }) => !(name === "name" && element.type === "radio"))
      .map(({ name, value }) => `${name}=${value}`).sort();
    const children = [...element.childNodes].map(
      child => child.nodeType === Node.TEXT_NODE ? child.data : describe(child)
    );
    return [element.localName, attributes, children];
  };
  return JSON.stringify(describe(document.getElementById("root")), null, 1);
}
"""


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, base_url: str) -> Iterator[NewPage]:
    """Open pages in new browsers, with the stored choices of a visitor."""
    contexts: list[BrowserContext] = []

    def create(locale: str, **stored: str) -> Page:
        entries = [{"name": f"foyer.{name}", "value": value} for name, value in stored.items()]
        state: Any = {"origins": [{"origin": base_url, "localStorage": entries}]}
        context = browser.new_context(base_url=base_url, locale=locale, storage_state=state)
        contexts.append(context)
        return context.new_page()

    yield create
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("locale", "path", "title", "heading", "label"),
    [
        ("en-GB", "/sign-up", "Sign up · Foyer", "Come on in", "Name to show"),
        ("de-AT", "/sign-up", "Registrieren · Foyer", "Komm herein", "Angezeigter Name"),
        ("de", "/", "Registrieren · Foyer", "Komm herein", "Angezeigter Name"),
        ("en-GB", "/log-in", "Log in · Foyer", "Welcome back", "E-mail"),
        ("de-AT", "/log-in", "Anmelden · Foyer", "Schön, dass du wieder da bist", "E-Mail"),
    ],
)
def test_form_is_visible_in_the_visitors_language_before_the_script(
    new_page: NewPage, locale: str, path: str, title: str, heading: str, label: str
) -> None:
    page = new_page(locale)
    scripts = HeldScripts(page)
    page.goto(path, wait_until="commit")
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    expect(page.get_by_label(label)).to_be_visible()
    expect(page).to_have_title(title)
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    before = page.evaluate(STRUCTURE)
    scripts.release()
    assert page.evaluate(STRUCTURE) == before


@pytest.mark.parametrize(
    ("theme", "device", "background"),
    [
        ("dark", "light", "rgb(28, 25, 22)"),
        ("light", "dark", "rgb(250, 246, 238)"),
        ("system", "dark", "rgb(28, 25, 22)"),
    ],
)
def test_theme_applies_before_the_script(
    new_page: NewPage, theme: str, device: str, background: str
) -> None:
    page = new_page("en", theme=theme)
    page.emulate_media(color_scheme="dark" if device == "dark" else "light")
    scripts = HeldScripts(page)
    page.goto("/sign-up", wait_until="commit")
    expect(page.get_by_label("E-mail")).to_be_visible()
    # The switches show another choice until the script has loaded.
    expect(page.get_by_role("radio", name="Dark")).to_be_hidden()
    expect(page.locator("html")).to_have_css("background-color", background)
    scripts.release()
    expect(page.locator("html")).to_have_css("background-color", background)
    expect(page.get_by_role("radio", name=theme.title())).to_be_checked()


@pytest.mark.parametrize("path", ["/sign-up", "/log-in"])
def test_script_renders_the_same_page_as_the_build(new_page: NewPage, path: str) -> None:
    """Preact does not compare attributes when it takes a page over."""
    built, rendered = new_page("de"), new_page("en", language="de")
    HeldScripts(built)
    built.goto(path, wait_until="commit")
    expect(built.locator("footer")).to_be_attached()
    rendered.goto(path)
    expect(rendered.get_by_role("radio", name="Deutsch")).to_be_visible()
    assert built.evaluate(STRUCTURE) == rendered.evaluate(STRUCTURE)


@pytest.mark.usefixtures("complaints")
def test_input_before_the_script_survives(page: Page, scripts: HeldScripts, person: Person) -> None:
    page.goto("/sign-up", wait_until="commit")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.locator("#picture").set_input_files(PICTURE)
    page.get_by_role("button", name="Show password").click()
    name = page.get_by_label("Name to show")
    name.press_sequentially("Ana")
    name.press("ArrowLeft")
    scripts.release()
    name.press_sequentially("n")
    expect(name).to_have_value("Anna")
    expect(page.get_by_label("E-mail")).to_have_value(person.email)
    expect(page.get_by_label("Password", exact=True)).to_have_value(person.password)
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    expect(page.get_by_role("button", name="Remove")).to_be_visible()
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Welcome, Anna")).to_be_visible()
    assert page.evaluate("Object.values(sessionStorage).join()").count(person.password) == 0


@pytest.mark.usefixtures("complaints")
def test_sign_up_before_the_script_waits_for_it(
    page: Page, scripts: HeldScripts, person: Person
) -> None:
    page.goto("/sign-up", wait_until="commit")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Name to show").fill(person.name)
    page.locator("#picture").set_input_files(PICTURE)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.keyboard.press("Enter")
    expect(page.locator("form[data-held]")).to_be_attached()
    expect(page).to_have_url(re.compile("/sign-up$"))
    scripts.release()
    expect(page.get_by_role("heading", name=f"Welcome, {person.name}")).to_be_visible()
    steps = page.get_by_role("list", name="What is happening")
    expect(steps.get_by_role("heading", name="Picture")).to_be_visible()


@pytest.mark.usefixtures("complaints")
def test_log_in_before_the_script_waits_for_it(
    page: Page, scripts: HeldScripts, member: Person
) -> None:
    page.goto("/log-in?next=%2Fprofile", wait_until="commit")
    page.get_by_label("E-mail").fill(member.email)
    page.get_by_label("Password", exact=True).fill(member.password)
    page.get_by_role("button", name="Log in").click()
    scripts.release()
    expect(page.get_by_role("heading", name=member.name)).to_be_visible()


def test_page_in_another_language_is_hidden_until_it_is_translated(new_page: NewPage) -> None:
    page = new_page("en", language="de")
    scripts = HeldScripts(page)
    page.goto("/sign-up", wait_until="commit")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("form")).to_be_hidden()
    scripts.release()
    expect(page.get_by_role("heading", name="Komm herein")).to_be_visible()
    HeldScripts(page)
    page.reload(wait_until="commit")
    expect(page.get_by_role("heading", name="Komm herein")).to_be_visible()


def test_language_switch_applies_to_the_next_page_before_the_script(new_page: NewPage) -> None:
    page = new_page("en")
    page.goto("/sign-up")
    page.get_by_role("radio", name="Deutsch").check()
    expect(page.get_by_role("heading", name="Komm herein")).to_be_visible()
    HeldScripts(page)
    page.goto("/log-in", wait_until="commit")
    expect(page.get_by_role("heading", name="Schön, dass du wieder da bist")).to_be_visible()


def test_logged_in_visitor_does_not_see_the_navigation_of_others(new_page: NewPage) -> None:
    page = new_page("en", **{"signed-in": "01890a5d-ac96-774b-bcce-b302099a8057"})
    scripts = HeldScripts(page)
    page.goto("/sign-up", wait_until="commit")
    expect(page.locator("form")).to_be_attached()
    expect(page.locator("nav")).to_be_hidden()
    scripts.release()
    expect(page.get_by_role("link", name="Profile")).to_be_visible()


@pytest.mark.parametrize("path", ["/sign-up", "/log-in"])
def test_form_without_javascript_is_hidden_and_puts_nothing_into_the_address(
    browser: Browser, base_url: str, path: str
) -> None:
    with browser.new_context(base_url=base_url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(path)
        expect(page.locator("form")).to_be_hidden()
        expect(page.locator("form")).to_have_attribute("method", "post")
