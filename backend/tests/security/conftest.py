"""The whole product including nginx and Flower."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from local.context import Context
from local.http import NO_TLS
from local.nginx import Nginx
from local.ports import free_port
from local.stack import Stack
from testkit.person import Person
from testkit.supervised import supervised
from tests.security.clients import ADMINISTRATION, SHARE, STRANGERS, Client, NewClient


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    parts = {"database", "broker", "mail", "api", "worker", "dispatcher", "flower"}
    with Stack(tmp_path_factory.mktemp("stack"), parts=parts) as running:
        yield running


@pytest.fixture(scope="session")
def web(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """The real nginx. A page and an asset replace the frontend, which need not be built."""
    pages = tmp_path_factory.mktemp("pages")
    (pages / "assets").mkdir()
    (pages / "index.html").write_text("<!doctype html><title>Foyer</title>")
    (pages / "assets" / "index-1a2b3c.js").write_text("let asset;\n")
    folder: Path = tmp_path_factory.mktemp("web")
    web = Nginx(
        folder, free_port(), stack.upstreams, stack.storage / "media", Context(folder), pages=pages
    )
    web.start()
    yield web
    web.stop()


def make_admin(person: Person) -> None:
    person.stack.foyer(
        *("create-admin", "--email", person.email, "--password-stdin"),
        standard_input=f"{person.password}\n",
    )


@pytest.fixture(scope="session")
def admin(stack: Stack) -> Iterator[Person]:
    with Person(stack) as person:
        make_admin(person)
        person.log_in().raise_for_status()
        yield person


@pytest.fixture(scope="session")
def user(stack: Stack) -> Iterator[Person]:
    with Person(stack) as person:
        yield person.join()


@pytest.fixture
def visitor(web: Nginx) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=web.url, timeout=30, trust_env=False, verify=NO_TLS) as visitor:
        yield visitor


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A second stack with the default rate limits, except three that would take too long."""
    limits = {
        "LIMIT_PROMPT_PICTURES_PER_CLIENT": f"{SHARE} per hour",
        "RATE_LIMIT_SCALE": "1",
        "LIMIT_LOG_IN_PER_ADDRESS": f"{STRANGERS} per hour",
        "LIMIT_ADMINISTRATION_PER_ACCOUNT": f"{ADMINISTRATION} per hour",
    }
    folder = tmp_path_factory.mktemp("strict")
    parts = {"database", "broker", "mail", "api", "worker", "dispatcher", "web"}
    # A worker leaves when its broker is full; tasks that could not be published wait for a sweep.
    with Stack(folder, parts=parts, env=limits) as running, supervised(running):
        yield running


@pytest.fixture
def new_client(strict: Stack) -> Iterator[NewClient]:
    with ExitStack() as opened:

        def create(address: str | None = None) -> Client:
            client = Client(strict, address)
            opened.enter_context(client.http)
            return client

        yield create
