"""What every storage promises."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from foyer.object_storage.interface import ObjectStorage

MIB = 1024 * 1024


class BrokenFile(io.BytesIO):
    """A file whose second half cannot be read."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() or size is None or size < 0:
            raise ValueError("the client is gone")
        return super().read(size // 2 + 1)


def put(storage: ObjectStorage, key: str, content: bytes) -> None:
    storage.put(key, io.BytesIO(content), "image/webp")


def content(storage: ObjectStorage, key: str) -> bytes:
    with storage.open(key) as file:
        return file.read()


def keys(storage: ObjectStorage, prefix: str) -> list[str]:
    return sorted(file.key for file in storage.list(prefix))


@pytest.mark.parametrize("size", [0, 1, 6 * MIB])
def test_a_stored_file_is_read_as_it_was_written(storage: ObjectStorage, size: int) -> None:
    written = bytes(range(256)) * (size // 256 + 1)
    put(storage, "originals/photo", written[:size])
    assert content(storage, "originals/photo") == written[:size]


def test_an_open_file_can_seek(storage: ObjectStorage) -> None:
    put(storage, "originals/photo", b"0123456789")
    with storage.open("originals/photo") as file:
        assert file.read(4) == b"0123"
        assert file.seek(-2, io.SEEK_END) == 8
        assert file.read() == b"89"


def test_opening_an_absent_file_is_an_error_of_its_own(storage: ObjectStorage) -> None:
    with pytest.raises(FileNotFoundError), storage.open("originals/absent"):
        pass


def test_storing_again_replaces_the_file(storage: ObjectStorage) -> None:
    for version in (b"first and longer", b"second"):
        put(storage, "media/a/64.webp", version)
    assert content(storage, "media/a/64.webp") == b"second"
    assert keys(storage, "media/") == ["media/a/64.webp"]


def test_a_write_that_fails_leaves_the_old_file(storage: ObjectStorage) -> None:
    put(storage, "originals/photo", b"old")
    with pytest.raises(ValueError, match="the client is gone"):
        storage.put("originals/photo", BrokenFile(bytes(4 * MIB)), "image/webp")
    assert content(storage, "originals/photo") == b"old"


def test_a_write_that_fails_leaves_no_file(storage: ObjectStorage) -> None:
    with pytest.raises(ValueError, match="the client is gone"):
        storage.put("originals/photo", BrokenFile(bytes(4 * MIB)), "image/webp")
    assert keys(storage, "originals/") == []


def test_parallel_writers_leave_one_whole_file(storage: ObjectStorage) -> None:
    versions = [bytes([number]) * MIB for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda version: put(storage, "originals/photo", version), versions))
    assert content(storage, "originals/photo") in versions


def test_deleted_files_are_gone_and_others_stay(storage: ObjectStorage) -> None:
    for key in ("media/a/64.webp", "media/a/128.webp", "media/b/64.webp", "originals/a"):
        put(storage, key, b"x")
    storage.delete(["media/a/64.webp", "originals/a", "originals/absent"])
    assert keys(storage, "media/") == ["media/a/128.webp", "media/b/64.webp"]
    assert keys(storage, "originals/") == []


def test_deleting_again_is_no_error(storage: ObjectStorage) -> None:
    for _ in range(2):
        storage.delete(["media/absent/64.webp"])
    storage.delete([])


def test_a_prefix_lists_only_what_is_below_it(storage: ObjectStorage) -> None:
    for key in ("media/a/64.webp", "media/ab/64.webp", "originals/a"):
        put(storage, key, b"x")
    assert keys(storage, "media/a/") == ["media/a/64.webp"]
    assert keys(storage, "nothing/") == []


def test_listed_files_have_the_time_of_their_write(storage: ObjectStorage) -> None:
    put(storage, "media/a/64.webp", b"x")
    (file,) = storage.list("media/")
    assert abs(datetime.now(UTC) - file.modified_at) < timedelta(minutes=1)


def test_files_are_listed_in_order_also_those_after_a_key(storage: ObjectStorage) -> None:
    ids = [str(UUID(int=number * 2**120)) for number in range(0, 250, 2)]
    for picture_id in reversed(ids):
        put(storage, f"originals/{picture_id}", b"x")
        put(storage, f"media/{picture_id}/64.webp", b"x")
    originals = [f"originals/{picture_id}" for picture_id in ids]
    thumbnails = [f"media/{picture_id}/64.webp" for picture_id in ids]
    after = UUID(int=101 * 2**120)  # between two of them
    for prefix, expected in (("originals/", originals), ("media/", thumbnails)):
        assert [file.key for file in storage.list(prefix)] == expected
        later = storage.list(prefix, after=f"{prefix}{after}")
        assert [file.key for file in later] == expected[51:]
    assert [file.key for file in storage.list("originals/", after=originals[50])] == originals[51:]


def test_complete_files_are_not_incomplete(storage: ObjectStorage) -> None:
    put(storage, "originals/photo", b"x")
    (file,) = storage.list("originals/", incomplete=True)
    assert file.is_complete


def test_a_storage_that_works_has_no_problem(storage: ObjectStorage) -> None:
    assert asyncio.run(storage.find_problem()) is None
