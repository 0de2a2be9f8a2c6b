"""A migrated, empty database cluster. Stacks of tests copy it, instead of creating their own."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from local.application import Migration
from local.context import Context
from local.ports import free_port
from local.postgres import Postgres
from local.wheels import postgres_programs

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".local" / "clusters"


def cluster_template(env: Mapping[str, str]) -> Path:
    """Return the folder of the template, with `data` and `password`; create it if it is missing.

    Raises:
        ProcessFailedError: the server or the migration failed; with its last lines.
    """
    folder = CACHE / _version()
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            for outdated in (path for path in CACHE.iterdir() if path.is_dir()):
                shutil.rmtree(outdated)
            _create(CACHE / "draft", env)
            (CACHE / "draft").rename(folder)
    return folder


def _version() -> str:
    """Return a digest of all that the template depends on."""
    digest = hashlib.sha256(os.fsencode(postgres_programs()))
    sources = sorted((ROOT / "backend" / "migrations").rglob("*.py"))
    schema = ROOT / "backend" / "foyer" / "db" / "schema.py"
    for path in (*sources, schema, ROOT / "local" / "postgres.py", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _create(folder: Path, env: Mapping[str, str]) -> None:
    server = Postgres(folder, free_port(), Context(folder / "logs"), durable=False)
    database = {"DATABASE_URL": server.url, "ENVIRONMENT": "development"}
    migration = Migration("migrate", folder, Context(folder / "logs", {**env, **database}))
    server.start()
    try:
        migration.start()
    finally:
        migration.stop()
        server.stop()
