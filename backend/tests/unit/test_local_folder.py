"""The storage in a local folder: durability, full disks and interrupted writes."""

import asyncio
import errno
import io
import os
import re
import shutil
import threading
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from foyer.object_storage import local_folder
from foyer.object_storage.errors import StorageFullError, StorageUnreachableError
from foyer.object_storage.local_folder import LocalFolder
from foyer.pictures import storage
from foyer.pictures.storage import SIZES
from foyer.settings import Settings

PICTURE = UUID(int=1)
KEY = "originals/photo"


def test_full_disk_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "originals").mkdir()  # so that the file is the first that is synced
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFullError), capture_logs() as logged:
        LocalFolder(tmp_path).put(KEY, io.BytesIO(b"bytes"), "image/webp")
    assert [entry["event"] for entry in logged] == ["storage_fault"]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_disk_that_fails_is_unreachable_and_not_full(tmp_path: Path) -> None:
    (tmp_path / "originals").write_bytes(b"a file instead of the folder")
    folder = LocalFolder(tmp_path)
    with pytest.raises(StorageUnreachableError):
        folder.put(KEY, io.BytesIO(b"bytes"), "image/webp")
    with pytest.raises(StorageUnreachableError), folder.open(KEY):
        pass


def test_checks_of_a_disk_that_does_not_answer_take_one_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()
    started: list[str] = []

    def disk_usage(_path: Path) -> NoReturn:
        started.append(threading.current_thread().name)
        answered.wait(60)
        raise OSError(errno.EIO, "the disk is away")

    monkeypatch.setattr(shutil, "disk_usage", disk_usage)

    async def check_often() -> None:
        for _ in range(4):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(LocalFolder(tmp_path).find_problem(), 0.2)
        answered.set()

    asyncio.run(check_often())
    assert len(started) <= 1  # none, if the machine was too slow for the first check


def test_file_and_new_folders_are_synced_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def record(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").resolve()
        synced.append(path.relative_to(tmp_path).as_posix())
        fsync(descriptor)

    def put(size: int) -> list[str]:
        synced.clear()
        key = f"media/1/{size}.webp"
        LocalFolder(tmp_path / "new").put(key, io.BytesIO(b"bytes"), "image/webp")
        return [re.sub(r"\.webp\.\w+", ".webp.*", path) for path in synced]

    monkeypatch.setattr(os, "fsync", record)
    assert put(64) == [".", "new", "new/media", "new/media/1/.64.webp.*", "new/media/1"]
    assert put(128) == ["new/media/1/.128.webp.*", "new/media/1"]


def test_incomplete_files_are_listed_on_request_only(tmp_path: Path) -> None:
    folder = LocalFolder(tmp_path)
    folder.put(KEY, io.BytesIO(b"bytes"), "image/webp")
    incomplete = {"originals/.photo.abc", "media/a/.64.webp.abc"}
    for name in incomplete:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"half")
    prefixes = ("media/", "originals/")
    assert [file.key for prefix in prefixes for file in folder.list(prefix)] == [KEY]
    files = [file for prefix in prefixes for file in folder.list(prefix, incomplete=True)]
    assert {file.key for file in files if not file.is_complete} == incomplete
    assert {file.key for file in files if file.is_complete} == {KEY}


def test_folder_of_many_names_is_listed_in_order_with_few_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_folder, "_NAMES", 10)
    folder = LocalFolder(tmp_path)
    keys = [f"media/{number:03}/{size}.webp" for number in range(40) for size in (128, 64)]
    for key in reversed(keys):
        (tmp_path / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / key).touch()
    assert [file.key for file in folder.list("media/")] == keys
    assert [file.key for file in folder.list("media/", after="media/015")] == keys[30:]


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


@pytest.mark.parametrize("disk", ["", "originals", "media"])
def test_folders_of_the_file_system_and_of_others_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: str
) -> None:
    """The root of a disk has lost+found, which only the user root can read."""
    folder = LocalFolder(tmp_path)
    folder.put(KEY, io.BytesIO(b"bytes"), "image/webp")
    foreign = {tmp_path / disk / "lost+found", tmp_path / "of another program"}
    for path in foreign:
        path.mkdir(parents=True)
    scandir = os.scandir

    def refuse(path: Path) -> "os._ScandirIterator[str]":
        if Path(path) in foreign:
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(os, "access", lambda path, _mode: path not in foreign)
    assert [file.key for file in folder.list("originals/")] == [KEY]
    assert list(folder.list("media/", incomplete=True)) == []
    assert asyncio.run(folder.find_problem()) is None
