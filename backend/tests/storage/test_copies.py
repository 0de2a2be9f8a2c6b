"""Copies of all files of pictures: backups of a bucket, and moves between folder and bucket."""

import io
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import httpx
import pytest

from foyer.object_storage.interface import ObjectStorage
from foyer.object_storage.local_folder import LocalFolder
from foyer.object_storage.s3 import S3Storage
from foyer.pictures.copies import copy_missing
from foyer.pictures.storage import CONTENT_TYPES
from local.stack import Stack
from testkit import photos
from testkit.person import Person
from testkit.seaweedfs import SeaweedFS

ORIGINAL, THUMBNAIL = "originals/1", "media/1/64.webp"


def put(storage: ObjectStorage, key: str) -> None:
    storage.put(key, io.BytesIO(key.encode()), "image/webp")


def contents(storage: ObjectStorage) -> dict[str, bytes]:
    """Return all files."""
    keys = [file.key for prefix in CONTENT_TYPES for file in storage.list(prefix)]
    found = {}
    for key in keys:
        with storage.open(key) as file:
            found[key] = file.read()
    return found


def test_a_copy_has_all_files_and_its_repetition_copies_only_new_ones(
    storage: ObjectStorage, tmp_path: Path
) -> None:
    copy = LocalFolder(tmp_path / "copy")
    put(storage, ORIGINAL)
    assert list(copy_missing(storage, copy)) == [ORIGINAL]
    put(storage, THUMBNAIL)
    assert list(copy_missing(storage, copy)) == [THUMBNAIL]
    assert contents(copy) == contents(storage)

    storage.delete([ORIGINAL, THUMBNAIL])
    assert sorted(copy_missing(copy, storage)) == [THUMBNAIL, ORIGINAL]
    assert contents(storage) == contents(copy)


@pytest.mark.parametrize("command", ["save-pictures", "restore-pictures"])
def test_a_folder_without_pictures_is_no_source(
    stack: Stack, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also STORAGE_DIR, if the settings of another folder are missing."""
    monkeypatch.setitem(stack.env, "STORAGE_DIR", str(tmp_path))
    monkeypatch.delitem(stack.env, "STORAGE_URL")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        stack.foyer(command, str(tmp_path))
    assert f"{tmp_path} has no folder originals/ or media/" in refused.value.output


class BusyFolder(LocalFolder):
    """A folder whose pictures are resized while they are copied."""

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        if key == ORIGINAL:
            put(self, THUMBNAIL)
            self.delete([ORIGINAL])
        with super().open(key) as file:
            yield file


def test_a_picture_that_is_resized_during_the_copy_is_in_it(tmp_path: Path) -> None:
    source, copy = BusyFolder(tmp_path / "files"), LocalFolder(tmp_path / "copy")
    put(source, ORIGINAL)
    assert list(copy_missing(source, copy)) == [THUMBNAIL]
    assert contents(copy) == {THUMBNAIL: THUMBNAIL.encode()}


def test_a_lost_bucket_is_restored(
    stack: Stack, person: Person, bucket: S3Storage, seaweedfs: SeaweedFS, tmp_path: Path
) -> None:
    """With a picture that is shown, and one that waits to be resized."""
    person.sign_up(photos.camera_photo(1)).raise_for_status()
    shown = seaweedfs.url.address + person.wait_for("SUCCESS")["thumbnails"]["512"]
    before = httpx.get(shown, trust_env=False).raise_for_status()
    stack.worker.stop()
    with Person(stack) as waiting:
        try:
            waiting.sign_up(photos.camera_photo(1)).raise_for_status()
            stack.foyer("save-pictures", str(tmp_path))
            saved = contents(bucket)
            bucket.delete(saved)
            assert contents(bucket) == {}
            restored = stack.foyer("restore-pictures", str(tmp_path))
        finally:
            stack.worker.start()
        assert f"Copied {len(saved)} files." in restored
        waiting.wait_for("SUCCESS")
    after = httpx.get(shown, trust_env=False).raise_for_status()
    assert after.content == before.content
    assert after.headers["content-type"] == "image/webp"
