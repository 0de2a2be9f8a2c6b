"""Storage: a file is complete or absent."""

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
def settings(tmp_path: Path) -> Settings:
    return Settings(storage_dir=tmp_path)


def files(settings: Settings) -> Iterator[str]:
    return (path.name for path in settings.storage_dir.rglob("*") if path.is_file())


def test_original_is_saved_and_deleted(settings: Settings) -> None:
    storage.save_original(settings, PICTURE, io.BytesIO(b"bytes"))
    assert storage.original_path(settings, PICTURE).read_bytes() == b"bytes"
    storage.delete_original(settings, PICTURE)
    storage.delete_original(settings, PICTURE)
    assert not list(files(settings))


def test_thumbnails_exist_once_all_sizes_are_saved(settings: Settings) -> None:
    for size in SIZES:
        assert not storage.has_thumbnails(settings, PICTURE)
        storage.save_thumbnail(settings, PICTURE, size, b"webp")
    assert storage.has_thumbnails(settings, PICTURE)
    assert sorted(files(settings)) == ["128.webp", "256.webp", "512.webp", "64.webp"]


def test_saving_again_replaces_the_file(settings: Settings) -> None:
    for content in (b"first", b"second"):
        storage.save_thumbnail(settings, PICTURE, 64, content)
    assert (settings.media_dir / str(PICTURE) / "64.webp").read_bytes() == b"second"
    assert list(files(settings)) == ["64.webp"]


def test_full_disk_leaves_no_file(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError):
        storage.save_original(settings, PICTURE, io.BytesIO(b"bytes"))
    assert not list(files(settings))
