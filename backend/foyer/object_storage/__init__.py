"""Storage of files under keys: a local folder, or a bucket of an S3-compatible store."""

from foyer.object_storage.interface import ObjectStorage
from foyer.object_storage.local_folder import LocalFolder
from foyer.settings import Settings

__all__ = ["ObjectStorage", "object_storage"]


def object_storage(settings: Settings) -> ObjectStorage:
    """Return the storage that the settings name."""
    return LocalFolder(settings.storage_dir)
