"""Copies of the files of all pictures: for a backup, and to move to another storage."""

from collections.abc import Iterator

from foyer.object_storage import ObjectStorage
from foyer.pictures.storage import CONTENT_TYPES


def copy_missing(source: ObjectStorage, target: ObjectStorage) -> Iterator[str]:
    """Copy the files that the target lacks, also while the application runs; yield their keys.

    Under its key, a file never changes. An original is deleted once its thumbnails are stored, so
    the thumbnails come last: of each picture, either the original is copied or the thumbnails are.
    The keys of the target are in memory: some 140 bytes for each file.

    Raises:
        StorageError: a storage is full or does not work. What was copied stays.
    """
    for prefix, content_type in CONTENT_TYPES.items():
        present = {file.key for file in target.list(prefix)}
        for file in source.list(prefix):
            if file.key not in present and _copy(file.key, source, target, content_type):
                yield file.key


def _copy(key: str, source: ObjectStorage, target: ObjectStorage, content_type: str) -> bool:
    """Return False if the file was deleted in the meantime."""
    try:
        with source.open(key) as file:
            target.put(key, file, content_type)
    except FileNotFoundError:
        return False
    return True
