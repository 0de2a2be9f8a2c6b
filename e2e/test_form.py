"""The sign-up form: autofill, suggestions, and every validation message."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Complaints
from e2e.forms import fill_in
from testkit.person import Person
from testkit.photos import phone_photo


def summary(page: Page, words: str) -> None:
    """Assert that the error is at its field and in the focused summary, which links there."""
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    link = alert.get_by_role("link", name=words)
    expect(link).to_be_visible()
    link.click()
    field = page.locator(":focus")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(re.escape(words)))


@pytest.mark.usefixtures("complaints")
def test_form_supports_password_managers_and_phone_keyboards(page: Page) -> None:
    page.goto("/sign-up")
    expect(page.get_by_label("E-mail")).to_have_attribute("autocomplete", "email")
    expect(page.get_by_label("E-mail")).to_have_attribute("inputmode", "email")
    password = page.get_by_label("Password", exact=True)
    expect(password).to_have_attribute("autocomplete", "new-password")
    expect(password).to_have_accessible_description(re.compile("12 characters or more"))
    page.get_by_role("button", name="Show password").click()
    expect(password).to_have_attribute("type", "text")
    expect(page.locator("form")).to_have_count(1)
    expect(page.locator("form [autocomplete=new-password]")).to_have_count(1)
    page.goto("/log-in")
    expect(page.get_by_label("E-mail")).to_have_attribute("autocomplete", "username")
    expect(page.get_by_label("Password", exact=True)).to_have_attribute(
        "autocomplete", "current-password"
    )


@pytest.mark.usefixtures("complaints")
def test_mistyped_mail_provider_is_corrected_by_one_tap(page: Page) -> None:
    page.goto("/sign-up")
    email = page.get_by_label("E-mail")
    email.fill("anna@gmial.com")
    page.get_by_label("Password", exact=True).focus()
    page.get_by_role("button", name="Use anna@gmail.com").click()
    expect(email).to_have_value("anna@gmail.com")
    expect(email).to_be_focused()
    expect(page.get_by_text("Did you mean")).to_have_count(0)


LONG = "correct horse battery staple " * 5
BEFORE_IT_IS_SENT = [
    ("E-mail", "", "Enter your e-mail address"),
    ("E-mail", "anna", "Enter an e-mail address like anna@example.com"),
    ("E-mail", "a@b.c, x@y.z", "Enter an e-mail address like anna@example.com"),
    ("Password", "", "Enter a password"),
    ("Password", "short", "Use 12 characters or more"),
    ("Password", LONG, "Use 128 characters or fewer"),
    ("Name to show", "  ", "Enter the name to show"),
    ("Name to show", "A" * 81, "Use 80 characters or fewer"),
]


@pytest.mark.parametrize(("label", "value", "words"), BEFORE_IT_IS_SENT)
@pytest.mark.usefixtures("complaints")
def test_page_reports_each_invalid_field(
    page: Page, person: Person, label: str, value: str, words: str
) -> None:
    fill_in(page, person)
    page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Sign up").click()
    summary(page, words)
    expect(page.get_by_label(label, exact=True)).to_have_value(value)


BY_THE_SERVER = [
    ("E-mail", "anna..b@example.com", "This is no address"),
    ("Password", "password1234", "This password is easy to guess"),
    ("Password", "xxxxxxxxxxxx", "This password is easy to guess"),
    ("Name to show", "\ue000ada", "The name has a character that cannot be shown"),
]


@pytest.mark.parametrize(("label", "value", "words"), BY_THE_SERVER)
def test_server_errors_appear_at_their_field_with_the_reason(
    page: Page, person: Person, complaints: Complaints, label: str, value: str, words: str
) -> None:
    complaints.allow("422")
    fill_in(page, person)
    page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Sign up").click()
    alert = page.get_by_role("alert")
    expect(alert.get_by_role("link")).to_have_count(1)
    message = alert.get_by_role("link").inner_text()
    if label != "E-mail":  # this text comes from the validation library
        assert words in message
    expect(alert.get_by_text(re.compile("Reference"))).to_be_visible()
    summary(page, message)
    page.keyboard.press("End")
    page.keyboard.type("x")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("E-mail")).not_to_have_value("")


@pytest.mark.parametrize("path", ["/log-in", "/reset-password"])
def test_button_does_not_move_while_it_is_pressed(page: Page, path: str) -> None:
    """A suggestion for the address must not move the button during a press."""
    page.clock.install()
    page.goto(path)
    page.get_by_label("E-mail").fill("anna@gmial.com")
    if path == "/log-in":
        page.get_by_label("Password", exact=True).fill("a sentence is fine")
    box = page.locator("main form button[type=submit]").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.clock.fast_forward(1500)  # longer than the debounce of the suggestion
    expect(page.get_by_text("Did you mean")).to_have_count(0)
    with page.expect_request(lambda request: request.method == "POST"):
        page.mouse.up()


def test_returning_to_the_form_restores_the_typed_values(
    page: Page, person: Person, tmp_path: Path
) -> None:
    photo = tmp_path / "me.jpg"
    photo.write_bytes(phone_photo())
    fill_in(page, person)
    page.get_by_label(re.compile("Picture")).set_input_files(photo)
    page.get_by_role("slider").wait_for()
    page.get_by_role("navigation").get_by_role("link", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome back")
    page.go_back()
    expect(page.get_by_label("E-mail")).to_have_value(person.email)
    expect(page.get_by_label("Name to show")).to_have_value(person.name)
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    expect(page.get_by_text("me.jpg")).to_be_visible()


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize("leave", ["reload", "other site"])
@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/sign-up", ["email", "display_name"]),
        ("/log-in", ["email"]),
        ("/reset-password", ["email"]),
    ],
)
def test_typed_form_survives_leaving_the_page_without_its_password(
    page: Page, base_url: str, path: str, names: list[str], leave: str
) -> None:
    page.goto(path)
    for name in names:
        page.locator(f"input[name={name}]").fill(f"typed {name}")
    password = page.locator("input[name=password]")
    if path != "/reset-password":
        password.fill("a sentence is fine")
    if leave == "reload":
        page.reload()
    else:
        page.goto(base_url.replace("localhost", "127.0.0.1") + "/robots.txt")
        page.go_back()
    for name in names:
        expect(page.locator(f"input[name={name}]")).to_have_value(f"typed {name}")
    if path != "/reset-password":
        assert page.evaluate("JSON.stringify(sessionStorage)").count("sentence") == 0
        assert leave == "other site" or password.input_value() == ""


def test_required_fields_say_so(page: Page) -> None:
    page.goto("/sign-up")
    fields = page.get_by_role("textbox")
    expect(fields.first).to_be_visible()
    required = "fields => fields.map(field => [field.name, field.required])"
    assert fields.evaluate_all(required) == [
        ["email", True],
        ["password", True],
        ["display_name", True],
    ]
    assert page.locator("input[type=file]#picture").evaluate("field => field.required") is False


def test_sign_up_works_with_the_keyboard_alone(page: Page, person: Person) -> None:
    page.goto("/sign-up")
    page.get_by_label("E-mail").wait_for()  # Tab has no effect before the page is rendered
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    for words in (person.email, person.password, person.name):
        _next_field(page)
        page.keyboard.type(words)
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/welcome/"))
    # The next page takes the focus, so that the keyboard continues at its top.
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def _next_field(page: Page) -> None:
    """Press Tab until the next text field; every focused element must be visible."""
    for _ in range(10):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_be_in_viewport()
        if page.evaluate("document.activeElement.matches('form input:not([type=file])')"):
            return
    pytest.fail("there is no other field")


def test_values_filled_without_an_input_event_are_sent(page: Page, person: Person) -> None:
    """Some password managers and assistive tools set values and fire `change` only."""
    page.goto("/sign-up")
    values = {"email": person.email, "password": person.password, "display_name": person.name}
    # Before the script has loaded, the values would be read when it starts.
    page.get_by_role("button", name="Show password").click()
    expect(page.get_by_role("button", name="Hide password")).to_be_visible()
    page.evaluate(
        """values => {
          for (const [name, value] of Object.entries(values)) {
            const input = document.querySelector(`input[name=${name}]`);
            const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
            set.call(input, value);
            input.dispatchEvent(new Event("change", { bubbles: true }));
          }
        }""",
        values,
    )
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/welcome/*")


def test_form_sent_past_the_script_does_not_put_passwords_into_the_address(
    page: Page, complaints: Complaints
) -> None:
    complaints.allow("form-action")
    page.goto("/reset-password#token")
    page.get_by_label("New password", exact=True).fill("a whole new sentence")
    expect(page).to_have_url(re.compile("/reset-password$"))
    # One call: after it, Playwright waits for the navigation, which the browser has refused.
    refused, address, password = page.evaluate(
        """() => new Promise(resolve => {
          const form = document.querySelector("main form");
          document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
            resolve([effectiveDirective, location.pathname + location.search, form.password.value])
          );
          HTMLFormElement.prototype.submit.call(form);
        })"""
    )
    assert (refused, address) == ("form-action", "/reset-password")
    assert password == "a whole new sentence"
