"""Storage: whole files or none."""

import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import pytest

from foyer.pictures import storage
from foyer.pictures.storage import SIZES, StorageError
from foyer.settings import Settings

PICTURE = UUID(int=1)


@pytest.fixture
def places(tmp_path: Path) -> Settings:
    return Settings(storage_dir=tmp_path)


def files(places: Settings) -> Iterator[str]:
    return (path.name for path in places.storage_dir.rglob("*") if path.is_file())


def test_an_original_comes_and_goes(places: Settings) -> None:
    storage.keep_original(places, PICTURE, io.BytesIO(b"bytes"))
    assert storage.original(places, PICTURE).read_bytes() == b"bytes"
    storage.forget_original(places, PICTURE)
    storage.forget_original(places, PICTURE)
    assert not list(files(places))


def test_thumbnails_are_there_when_all_are(places: Settings) -> None:
    for size in SIZES:
        assert not storage.has_thumbnails(places, PICTURE)
        storage.keep_thumbnail(places, PICTURE, size, b"webp")
    assert storage.has_thumbnails(places, PICTURE)
    assert sorted(files(places)) == ["128.webp", "256.webp", "512.webp", "64.webp"]


def test_writing_again_changes_nothing(places: Settings) -> None:
    for content in (b"first", b"second"):
        storage.keep_thumbnail(places, PICTURE, 64, content)
    assert (places.media_dir / str(PICTURE) / "64.webp").read_bytes() == b"second"
    assert list(files(places)) == ["64.webp"]


def test_a_full_disk_leaves_nothing_behind(
    places: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError):
        storage.keep_original(places, PICTURE, io.BytesIO(b"bytes"))
    assert not list(files(places))
