"""Storage of files under keys: a local folder, or a bucket of an S3-compatible store."""

from datetime import timedelta
from functools import cache

from foyer.object_storage.interface import ObjectStorage
from foyer.object_storage.local_folder import LocalFolder
from foyer.object_storage.s3 import S3Storage
from foyer.settings import Settings
from foyer.urls.storage import StorageUrl

__all__ = ["ObjectStorage", "object_storage"]


def object_storage(settings: Settings) -> ObjectStorage:
    """Return the storage that the settings name."""
    if settings.storage_url is None:
        return LocalFolder(settings.storage_dir)
    return _bucket(settings.storage_url, settings.storage_timeout)


@cache
def _bucket(url: StorageUrl, timeout: timedelta) -> ObjectStorage:
    """Return the bucket's client.

    A process that used a bucket must not fork: obstore's threads are missing in the new process,
    also for a new client, and its calls never end. A worker's main process uses none.
    """
    return S3Storage(url, timeout)
