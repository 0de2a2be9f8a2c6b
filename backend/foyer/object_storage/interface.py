"""The interface of a storage. The application uses no other way to its files."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the storage."""

    key: str
    modified_at: datetime
    is_complete: bool = True  # not what an interrupted write left


class ObjectStorage(ABC):
    """Files under keys such as `media/<id>/64.webp`; folders exist only as parts of keys.

    All calls block, for a limited time, and raise StorageError if the storage does not work.
    """

    @abstractmethod
    def put(self, key: str, file: BinaryIO, content_type: str) -> None:
        """Store the rest of the file; when this returns, the content is durable.

        Another reader sees the whole file, or what was stored under the key before.

        Raises:
            StorageFullError: there is no room.
            StorageUnreachableError: the store does not answer, or refuses us.
        """

    @abstractmethod
    def open(self, key: str) -> AbstractContextManager[BinaryIO]:
        """Open a file for reading; it can seek.

        Raises:
            FileNotFoundError: there is no such file.
            StorageUnreachableError: the store does not answer, or refuses us.
        """

    @abstractmethod
    def delete(self, keys: Iterable[str]) -> None:
        """Delete files; it is no error if one does not exist.

        Raises:
            StorageUnreachableError: the store does not answer, or refuses us.
        """

    @abstractmethod
    def list(
        self, prefix: str, *, after: str = "", incomplete: bool = False
    ) -> Iterator[StoredFile]:
        """Yield the files below a prefix, which ends with a slash, in the order of their names.

        Args:
            prefix: of the keys.
            after: such as `media/<id>`; only files whose keys are greater.
            incomplete: also what interrupted writes left.

        Raises:
            StorageUnreachableError: the store does not answer, or refuses us.
        """

    @abstractmethod
    async def find_problem(self) -> str | None:
        """Return why the storage cannot be used, in a few words; None if it can."""
