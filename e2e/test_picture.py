"""The picture field: every input method, and every reason to refuse a picture."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from e2e.cuts import marked, send
from e2e.forms import fill_in
from e2e.transfers import Way, transfer
from testkit import photos
from testkit.person import Person


@pytest.mark.parametrize("way", ["drop", "paste"])
@pytest.mark.usefixtures("complaints")
def test_picture_can_be_dropped_and_pasted_anywhere(page: Page, way: Way) -> None:
    page.goto("/sign-up")
    content = photos.encode(marked(200, 200))
    transfer(page, way, {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": content})
    expect(page.get_by_role("application", name="Move and zoom your picture")).to_be_visible()
    expect(page.get_by_text("me.jpg")).to_be_visible()


@pytest.mark.usefixtures("complaints")
def test_too_large_picture_is_reported_with_numbers_before_the_upload(
    page: Page, tmp_path: Path
) -> None:
    big = tmp_path / "big.jpg"
    big.write_bytes(photos.encode(marked(200, 200)).ljust(11_744_051, b"\0"))
    page.goto("/sign-up")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_label(re.compile("Picture")).set_input_files(big)
    said = "The picture must be smaller than 10 MB; yours is 11.2 MB"
    expect(page.get_by_text(said).first).to_be_visible()
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("alert").get_by_role("link", name=said)).to_be_visible()
    assert not any("/api/" in address for address in sent)


def test_picture_error_appears_at_the_picture_field(page: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "notes.txt"
    wrong.write_text("no picture")
    page.set_viewport_size({"width": 390, "height": 640})
    page.goto("/sign-up")
    field = page.get_by_label(re.compile("Picture"))
    said = page.get_by_text("Choose a JPEG, PNG, WebP, GIF or AVIF picture")
    for summaries in (0, 1):  # before the first submit, and after one with other errors
        field.scroll_into_view_if_needed()
        field.focus()
        field.set_input_files(wrong)
        expect(said.first).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(summaries)
        expect(page.get_by_role("alert").and_(page.locator(":focus"))).to_have_count(0)
        page.get_by_role("button", name="Remove").click()
        page.get_by_role("button", name="Sign up").click()
        expect(page.get_by_role("alert")).to_be_focused()


def test_failed_picture_is_replaced_on_the_welcome_page(
    page: Page, person: Person, tmp_path: Path
) -> None:
    broken, good = tmp_path / "broken.jpg", tmp_path / "good.jpg"
    broken.write_bytes(photos.truncated_photo())
    good.write_bytes(photos.phone_photo())
    fill_in(page, person)
    page.get_by_label(re.compile("Picture")).set_input_files(broken)
    send(page, person)
    page.get_by_role("button", name="Try another picture").click()
    page.get_by_label("Another picture").set_input_files(good)
    page.get_by_role("button", name="Use this picture").click()
    expect(page.locator("main img")).to_be_visible()
    expect(page.get_by_role("listitem").get_by_text(re.compile("Done in"))).to_be_visible()
    assert person.follow()["thumbnails"]
    assert person.follow()["state"] == "pending"


def test_text_pasted_with_a_picture_stays_text(page: Page) -> None:
    """Spreadsheets and word processors put text and a picture of it on the clipboard."""
    page.goto("/sign-up")
    content = photos.phone_photo()
    page.locator("#picture").set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": content}
    )
    expect(page.get_by_text("me.jpg")).to_be_visible()  # the script is there
    name = page.get_by_label("Name")
    name.click()
    picture: FilePayload = {"name": "cells.png", "mimeType": "image/png", "buffer": b"x"}
    transfer(name, "paste", picture, "Ada King")
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    expect(page.get_by_text("cells.png")).to_have_count(0)
    expect(page.get_by_text("me.jpg")).to_be_visible()


def save_again(file: Path) -> None:
    """Write another version of the file, as an image editor does."""
    file.write_bytes(photos.encode(photos.quarters(300, 200), "JPEG"))
    os.utime(file, (0, 0))


def empty(file: Path) -> None:
    file.write_bytes(b"")


# The page checks the start of a file right after the choice.
NOTICE_CHECK = """
const read = Blob.prototype.arrayBuffer;
Blob.prototype.arrayBuffer = async function () {
  const bytes = await read.call(this);
  if (bytes.byteLength === 64) document.documentElement.dataset.checked = "yes";
  return bytes;
};
"""


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize("change", [Path.unlink, save_again, empty])
def test_file_that_changed_after_the_choice_is_reported_at_its_field(
    page: Page,
    person: Person,
    tmp_path: Path,
    change: Callable[[Path], None],
) -> None:
    file = tmp_path / "me.jpg"
    file.write_bytes(photos.phone_photo())
    page.add_init_script(NOTICE_CHECK)
    page.goto("/sign-up")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(person.password)
    page.get_by_label("Name").fill(person.name)
    page.locator("#picture").set_input_files(file)
    expect(page.get_by_text("me.jpg")).to_be_visible()
    # Before that, the check would report the change.
    expect(page.locator("html[data-checked]")).to_be_attached()
    change(file)
    page.get_by_role("button", name="Sign up").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("cannot be read")
    expect(page.get_by_label("E-mail")).to_have_value(person.email)
    file.write_bytes(photos.phone_photo())
    page.locator("#picture").set_input_files(file)
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/welcome/*")
