"""The storages that the contract binds."""

from pathlib import Path

import pytest

from foyer.object_storage.interface import ObjectStorage
from foyer.object_storage.local_folder import LocalFolder


@pytest.fixture
def storage(tmp_path: Path) -> ObjectStorage:
    return LocalFolder(tmp_path)
