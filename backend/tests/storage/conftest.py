"""The storages that the contract binds: a local folder, and a bucket of a real store."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from foyer.object_storage.interface import ObjectStorage
from foyer.object_storage.local_folder import LocalFolder
from foyer.object_storage.s3 import S3Storage
from local.context import Context
from local.http import NO_TLS
from local.secret_files import write_private
from local.stack import Stack
from testkit.seaweedfs import BUCKET, SeaweedFS

# A key that may use the bucket, and may not create buckets.
USER = {
    "name": "user",
    "credentials": [{"accessKey": "user", "secretKey": "password"}],
    "actions": [f"{action}:{BUCKET}" for action in ("Read", "Write", "List")],
}


class Store(SeaweedFS):
    """A store with one more key."""

    def prepare(self) -> None:
        super().prepare()
        file = self.folder / "s3.json"
        config = json.loads(file.read_text())
        config["identities"].append(USER)
        write_private(file, json.dumps(config))


@pytest.fixture(scope="session")
def seaweedfs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeaweedFS]:
    folder = tmp_path_factory.mktemp("seaweedfs")
    server = Store(folder, Context(folder))
    server.start()
    yield server
    server.kill()


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStorage:
    """An empty storage."""
    if request.param == "folder":
        return LocalFolder(tmp_path)
    seaweedfs: SeaweedFS = request.getfixturevalue("seaweedfs")
    bucket = S3Storage(seaweedfs.url, timedelta(seconds=10))
    for prefix in ("originals/", "media/"):
        bucket.delete([file.key for file in bucket.list(prefix)])
    return bucket


@pytest.fixture
def bucket(seaweedfs: SeaweedFS) -> S3Storage:
    return S3Storage(seaweedfs.url, timedelta(seconds=10))


@pytest.fixture(scope="session")
def stack(seaweedfs: SeaweedFS, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The product with its pictures in the store."""
    parts = {"database", "broker", "mail", "api", "worker", "dispatcher", "web"}
    env = {"STORAGE_URL": seaweedfs.url_for(), "STORAGE_TIMEOUT": "PT10S"}
    with Stack(tmp_path_factory.mktemp("stack"), parts=parts, env=env) as running:
        yield running


@pytest.fixture
def visitor(stack: Stack) -> Iterator[httpx.Client]:
    """A browser of somebody who is not logged in, through nginx."""
    with httpx.Client(base_url=stack.url, trust_env=False, verify=NO_TLS, timeout=30) as visitor:
        yield visitor
