"""The sign-up form."""

import re

from playwright.sync_api import FilePayload, Page, expect

from e2e.forms import fill_in
from e2e.networks import CRAWLING, Network
from e2e.portrait import portrait
from e2e.scenes.people import People
from e2e.scenes.scene import SceneGroup
from e2e.scenes.stubbed_responses import too_many
from testkit import photos

group = SceneGroup()
LONG_NAME = "a-picture-with-a-rather-long-name-as-phones-give-them.jpg"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
TOO_BIG = 11_744_051  # bytes


def _choose(page: Page, content: bytes, name: str = "hills.jpg") -> None:
    file: FilePayload = {"name": name, "mimeType": "image/jpeg", "buffer": content}
    page.get_by_label("Picture (optional)").set_input_files(file)


def _submit(page: Page) -> None:
    page.get_by_role("button", name="Sign up").click()


@group.scene()
def sign_up(page: Page, _people: People) -> None:
    page.goto("/sign-up")


@group.scene()
def sign_up_errors(page: Page, _people: People) -> None:
    page.goto("/sign-up")
    _choose(page, HEIC, "IMG_0001.HEIC")
    _submit(page)
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(4)


@group.scene()
def sign_up_guessable_password(page: Page, people: People) -> None:
    person = people.newcomer()
    person.password = "password1234"
    fill_in(page, person)
    _submit(page)
    expect(page.get_by_role("alert")).to_contain_text("This password is easy to guess")


@group.scene()
def sign_up_mistyped_provider(page: Page, _people: People) -> None:
    page.goto("/sign-up")
    page.get_by_label("E-mail").fill("anna@gmial.com")
    page.get_by_label("Password", exact=True).fill("a few words")
    page.get_by_role("button", name="Show password").click()
    expect(page.get_by_role("button", name="Use anna@gmail.com")).to_be_visible()


@group.scene()
def sign_up_picture(page: Page, people: People) -> None:
    fill_in(page, people.newcomer())
    _choose(page, portrait())
    expect(page.get_by_role("slider")).to_be_visible()


@group.scene()
def sign_up_picture_of_a_long_name(page: Page, _people: People) -> None:
    page.goto("/sign-up")
    _choose(page, photos.phone_photo(1200, 1600), LONG_NAME)
    expect(page.get_by_role("slider")).to_be_visible()


@group.scene()
def sign_up_picture_too_big(page: Page, people: People) -> None:
    fill_in(page, people.newcomer())
    file = people.stack.folder / "too-big.jpg"
    file.write_bytes(photos.phone_photo().ljust(TOO_BIG, b"\0"))
    page.get_by_label("Picture (optional)").set_input_files(file)
    _submit(page)
    expect(page.get_by_role("alert")).to_contain_text("smaller than 10 MB; yours is 11.2 MB")


@group.scene(chromium_only=True)
def sign_up_sending(page: Page, people: People) -> None:
    fill_in(page, people.newcomer())
    _choose(page, photos.camera_photo(3))
    expect(page.get_by_role("slider")).to_be_visible()
    Network(page).be(CRAWLING)
    _submit(page)
    expect(page.get_by_text(re.compile("Sending, [1-9]"))).to_be_visible()


@group.scene()
def sign_up_offline(page: Page, people: People) -> None:
    fill_in(page, people.newcomer())
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    _submit(page)
    expect(page.get_by_text("Waiting for the connection…").first).to_be_visible()


@group.scene()
def sign_up_unreachable(page: Page, people: People) -> None:
    page.route("**/api/sign-ups", lambda route: route.abort())
    fill_in(page, people.newcomer())
    _submit(page)
    expect(page.get_by_role("alert")).to_contain_text("We could not reach the server.")


@group.scene()
def sign_up_too_many(page: Page, people: People) -> None:
    too_many(page, "**/api/sign-ups")
    fill_in(page, people.newcomer())
    _submit(page)
    expect(page.get_by_role("alert")).to_contain_text("Too many tries. Try again in 40 seconds.")
