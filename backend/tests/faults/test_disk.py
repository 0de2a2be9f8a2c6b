"""A disk that takes no more: a small one that is full, or a limit of the kernel's on a process."""

import httpx
import psutil

from local.stack import Stack
from testkit import photos
from testkit.person import Person
from testkit.wait import wait_until
from tests.faults.full_disk import small_disk


def test_an_upload_that_cannot_be_kept_is_refused(stack: Stack, person: Person) -> None:
    api = psutil.Process(stack.api.pid)
    before = set((stack.storage / "originals").iterdir())
    usual = api.rlimit(psutil.RLIMIT_FSIZE)
    api.rlimit(psutil.RLIMIT_FSIZE, (1024, usual[1]))
    try:
        answer = person.sign_up(photos.camera_photo(1))
        assert answer.status_code == httpx.codes.INSUFFICIENT_STORAGE
        assert answer.json()["code"] == "storage_unavailable"
        assert set((stack.storage / "originals").iterdir()) <= before
    finally:
        api.rlimit(psutil.RLIMIT_FSIZE, usual)
    person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")


def test_thumbnails_that_cannot_be_kept_are_tried_again(stack: Stack, person: Person) -> None:
    assert stack.worker.pid
    children = psutil.Process(stack.worker.pid).children()
    usual = children[0].rlimit(psutil.RLIMIT_FSIZE)
    for child in children:
        child.rlimit(psutil.RLIMIT_FSIZE, (1024, usual[1]))
    try:
        person.sign_up(photos.camera_photo(1)).raise_for_status()
        person.wait_for("RETRY", "SUCCESS")
        assert person.task("resize_thumbnail")["error"]["code"] == "storage_unavailable"
        assert person.follow()["thumbnails"] is None
        wait_until(lambda: not list((stack.storage / "media").rglob(".*")), what="no half files")
    finally:
        for child in children:
            child.rlimit(psutil.RLIMIT_FSIZE, usual)
    url = person.wait_for("SUCCESS")["thumbnails"]["512"]
    assert (stack.storage / url.removeprefix("/")).exists()


def test_a_full_disk(stack: Stack, person: Person) -> None:
    """Uploads are refused, thumbnails are tried again; with space, all goes on by itself."""
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
