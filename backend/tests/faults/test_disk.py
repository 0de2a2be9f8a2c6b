"""Faults of the disk: a small full one, or the kernel's limit on the files of a process."""

import httpx
import psutil
import pytest

from local.stack import Stack
from testkit import photos
from testkit.person import Person
from testkit.wait import wait_until
from tests.faults.full_disk import small_disk


@pytest.mark.parametrize(
    "picture", [photos.camera_photo(1), bytes(5 * 1024 * 1024)], ids=["at its end", "on arrival"]
)
def test_an_upload_that_cannot_be_stored_gets_507(
    stack: Stack, person: Person, picture: bytes
) -> None:
    api = psutil.Process(stack.api.pid)
    before = set((stack.storage / "originals").iterdir())
    original_limit = api.rlimit(psutil.RLIMIT_FSIZE)
    api.rlimit(psutil.RLIMIT_FSIZE, (1024, original_limit[1]))
    try:
        answer = person.sign_up(picture)
        assert answer.status_code == httpx.codes.INSUFFICIENT_STORAGE
        assert answer.json()["code"] == "storage_unavailable"
        assert set((stack.storage / "originals").iterdir()) <= before
    finally:
        api.rlimit(psutil.RLIMIT_FSIZE, original_limit)
    person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")


def test_thumbnails_that_cannot_be_stored_are_retried(stack: Stack, person: Person) -> None:
    assert stack.worker.pid
    children = psutil.Process(stack.worker.pid).children()
    original_limit = children[0].rlimit(psutil.RLIMIT_FSIZE)
    for child in children:
        child.rlimit(psutil.RLIMIT_FSIZE, (1024, original_limit[1]))
    try:
        person.sign_up(photos.camera_photo(1)).raise_for_status()
        person.wait_for("RETRY", "SUCCESS")
        assert person.task("resize_thumbnail")["error"]["code"] == "storage_unavailable"
        assert person.follow()["thumbnails"] is None
        wait_until(lambda: not list((stack.storage / "media").rglob(".*")), what="no half files")
    finally:
        for child in children:
            child.rlimit(psutil.RLIMIT_FSIZE, original_limit)
    url = person.wait_for("SUCCESS")["thumbnails"]["512"]
    assert (stack.storage / url.removeprefix("/")).exists()


def test_uploads_and_thumbnails_recover_from_a_full_disk(stack: Stack, person: Person) -> None:
    """Uploads are refused and thumbnails are retried; both work again when there is space."""
    with small_disk(stack.storage) as disk, disk.carrying(stack.api, stack.worker):
        person.sign_up(photos.camera_photo(1)).raise_for_status()
        person.wait_for("SUCCESS")

        disk.fill()
        refused = person.sign_up(photos.camera_photo(1))
        assert refused.status_code == httpx.codes.INSUFFICIENT_STORAGE
        assert refused.json()["code"] == "storage_unavailable"
        assert not list((disk.folder / "originals").iterdir())

        disk.free()
        stack.worker.pause()
        person.sign_up(photos.camera_photo(1)).raise_for_status()
        disk.fill()
        stack.worker.resume()
        person.wait_for("RETRY", "SUCCESS")
        assert person.task("resize_thumbnail")["error"]["code"] == "storage_unavailable"
        wait_until(lambda: not list((disk.folder / "media").rglob(".*")), what="no half files")

        disk.free()
        url = person.wait_for("SUCCESS")["thumbnails"]["512"]
        assert (disk.folder / url.removeprefix("/")).exists()
