"""The storage in a local folder: durability, full disks and interrupted writes."""

import asyncio
import errno
import io
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import pytest

from foyer.object_storage.errors import StorageFullError
from foyer.object_storage.local_folder import LocalFolder
from foyer.pictures import storage
from foyer.pictures.storage import SIZES
from foyer.settings import Settings

PICTURE = UUID(int=1)
KEY = "originals/photo"


def test_full_disk_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFullError):
        LocalFolder(tmp_path).put(KEY, io.BytesIO(b"bytes"), "image/webp")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_file_and_folder_are_synced_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    fsync = os.fsync

    def record(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve().name)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", record)
    LocalFolder(tmp_path).put(KEY, io.BytesIO(b"bytes"), "image/webp")
    assert [name.split(".")[:2] for name in synced] == [["", "photo"], ["originals"]]


def test_incomplete_files_are_invisible_and_deleted_when_old(tmp_path: Path) -> None:
    folder = LocalFolder(tmp_path)
    folder.put(KEY, io.BytesIO(b"bytes"), "image/webp")
    for name in ("originals/.photo.abc", "media/a/.64.webp.abc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"half")
    assert [file.key for prefix in ("media/", "originals/") for file in folder.list(prefix)] == [
        KEY
    ]
    now = datetime.now(UTC)
    assert folder.delete_incomplete(now - timedelta(hours=1)) == 0
    assert folder.delete_incomplete(now + timedelta(hours=1)) == 2


def test_empty_folders_of_pictures_are_deleted(tmp_path: Path) -> None:
    settings = Settings(storage_dir=tmp_path)
    for size in SIZES:
        assert not storage.has_thumbnails(settings, PICTURE)
        storage.save_thumbnail(settings, PICTURE, size, b"webp")
    storage.save_original(settings, PICTURE, io.BytesIO(b"bytes"))
    assert storage.has_thumbnails(settings, PICTURE)
    storage.delete_files(settings, [PICTURE])
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["media", "originals"]


def test_a_full_disk_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nearly_full = shutil.disk_usage(tmp_path)._replace(free=1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: nearly_full)
    assert asyncio.run(LocalFolder(tmp_path / "new").find_problem()) == "the disk is full"


def test_volumes_in_a_folder_that_is_read_only_are_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In containers the root of the file system is read-only, and each folder is a volume."""
    (tmp_path / "media").mkdir()
    (tmp_path / "originals").mkdir()
    read_only = {tmp_path}
    monkeypatch.setattr(os, "access", lambda path, _mode: path not in read_only)
    assert asyncio.run(LocalFolder(tmp_path).find_problem()) is None
    read_only.add(tmp_path / "originals")
    problem = asyncio.run(LocalFolder(tmp_path).find_problem())
    assert problem == "the folder is not writable"
