"""Servers for the tests: real ones, made for this run, on free ports."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from foyer.db import schema
from foyer.db.engines import forget_engine
from foyer.settings import get_settings
from local.http import NO_TLS
from local.stack import Stack
from testkit.person import Person


def _read_environment_again() -> None:
    get_settings.cache_clear()
    forget_engine(close=True)


@contextmanager
def connected_to(stack: Stack) -> Iterator[None]:
    """Make this process one of the stack's: `foyer.db` speaks to its database."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("DATABASE_URL", "STORAGE_DIR", "LOG_DIR", "PUBLIC_URL", "SECRET_KEY"):
            environment.setenv(name, stack.env[name])
        if "STORAGE_URL" in stack.env:
            environment.setenv("STORAGE_URL", stack.env["STORAGE_URL"])
        _read_environment_again()
        yield
    _read_environment_again()


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """PostgreSQL, migrated; this process is connected to it."""
    folder = tmp_path_factory.mktemp("database")
    with Stack(folder, parts={"database"}) as stack, connected_to(stack):
        schema.migrate()
        yield stack


@pytest.fixture
def storage_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("STORAGE_DIR", str(tmp_path))
    get_settings.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def no_settings_from_outside() -> None:
    """What the developer's shell has set must not leak into the tests."""
    names = ("DATABASE_URL", "BROKER_URL", "SMTP_URL", "STORAGE_URL", "PUBLIC_URL", "ENVIRONMENT")
    for name in names:
        os.environ.pop(name, None)


@pytest.fixture
def client(stack: Stack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{stack.api.url}/api", timeout=30, verify=NO_TLS) as client:
        yield client


@pytest.fixture
def person(stack: Stack) -> Iterator[Person]:
    with Person(stack) as person:
        yield person
