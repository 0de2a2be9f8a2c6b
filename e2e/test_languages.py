"""English and German: the browser's choice, the switch, and the language of mails."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.held_scripts import wait_for_script
from e2e.test_accessibility import too_wide
from testkit.person import Person, token_in


@pytest.fixture
def german(browser: Browser, base_url: str) -> Iterator[Page]:
    """A browser that prefers German."""
    with browser.new_context(base_url=base_url, locale="de-AT") as context:
        yield context.new_page()


def test_whole_journey_in_german(german: Page, person: Person) -> None:
    german.goto("/sign-up")
    expect(german.locator("html")).to_have_attribute("lang", "de")
    german.get_by_label("E-Mail").fill(person.email)
    german.get_by_label("Passwort", exact=True).fill(person.password)
    german.get_by_label("Angezeigter Name").fill(person.name)
    german.get_by_role("button", name="Registrieren").click()
    expect(german.get_by_role("heading", name=f"Willkommen, {person.name}")).to_be_visible()
    steps = german.get_by_role("list", name="Was gerade geschieht")
    expect(
        steps.get_by_text(re.compile(r"An p•••@example.com gesendet in \d,\d s"))
    ).to_be_visible()

    mail = person.mails("Bestätige deine Adresse für Foyer")[-1]
    german.goto(f"/confirm#{token_in(mail)}")
    german.get_by_role("button", name="Meine Adresse bestätigen").click()
    expect(german.get_by_role("heading", name=f"Du bist drin, {person.name}")).to_be_visible()
    german.get_by_role("main").get_by_role("link", name="Anmelden").click()
    german.get_by_label("E-Mail").fill(person.email)
    german.get_by_label("Passwort", exact=True).fill("das falsche Passwort")
    german.get_by_role("button", name="Anmelden").click()
    expect(german.get_by_role("alert")).to_contain_text(
        "E-Mail-Adresse oder Passwort stimmen nicht"
    )
    german.get_by_label("Passwort", exact=True).fill(person.password)
    german.get_by_role("button", name="Anmelden").click()
    expect(
        german.get_by_text(re.compile(r"Mitglied, dabei seit dem \d+\. \w+ \d{4}"))
    ).to_be_visible()


def test_only_the_texts_of_the_readers_language_load(german: Page) -> None:
    fetched: list[str] = []
    german.on("request", lambda request: fetched.append(request.url))
    german.goto("/sign-up")
    wait_for_script(german)
    expect(german.get_by_role("heading", name="Komm herein")).to_be_visible()
    texts = [re.sub(r".*/assets/(\w+)-.*", r"\1", address) for address in fetched]
    assert "de" in texts
    assert "en" not in texts
    # In parallel with the script, not after it.
    ahead = german.locator('head link[rel="modulepreload"][href^="/assets/de-"]')
    expect(ahead).to_have_count(1)


@pytest.mark.usefixtures("complaints")
def test_language_switch_keeps_typed_values_and_is_stored(page: Page, person: Person) -> None:
    page.goto("/sign-up")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("radio", name="Deutsch").check()
    expect(page.get_by_role("heading", name="Komm herein")).to_be_visible()
    expect(page).to_have_title("Registrieren · Foyer")
    expect(page.get_by_label("E-Mail")).to_have_value(person.email)
    expect(page.get_by_label("Passwort", exact=True)).to_have_value("short")
    alert = page.get_by_role("alert")
    expect(alert.get_by_role("link", name="Nimm mindestens 12 Zeichen")).to_be_visible()
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("link", name="Anmelden").first.click()
    expect(page.get_by_role("heading", name="Schön, dass du wieder da bist")).to_be_visible()


def test_mails_to_a_user_use_the_chosen_language(page: Page, member: Person) -> None:
    page.goto("/log-in")
    page.get_by_label("E-mail").fill(member.email)
    page.get_by_label("Password", exact=True).fill(member.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name=member.name)).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "PATCH") as saved:
        page.get_by_role("radio", name="Deutsch").check()
    assert saved.value.ok
    expect(page.get_by_role("button", name="Passwort ändern")).to_be_visible()
    member.http.post("/password-resets", json={"email": member.email}).raise_for_status()
    assert member.mails("Wähle ein neues Passwort für Foyer")


def test_longest_german_word_as_a_name_fits(german: Page, person: Person) -> None:
    person.name = "W" * 80
    person.email = f"{'w' * 40}-{person.email}"
    person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")
    german.goto(f"/welcome/{person.sign_up_id}")
    expect(german.locator("main li[data-state=SUCCESS]")).to_have_count(2)
    assert too_wide(german) == []
    german.goto(f"/confirm#{person.link_token()}")
    german.get_by_role("button", name="Meine Adresse bestätigen").click()
    expect(german.get_by_role("heading", name=f"Du bist drin, {person.name}")).to_be_visible()
    assert too_wide(german) == []
