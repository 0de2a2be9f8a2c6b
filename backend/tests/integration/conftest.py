"""The whole product without its pages: database, broker, mail catcher, API, worker, beat."""

from collections.abc import Iterator

import pytest

from local.stack import Stack
from testkit.person import Person
from tests.conftest import connected_to


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    parts = {"database", "broker", "mail", "api", "worker", "beat"}
    with Stack(tmp_path_factory.mktemp("stack"), parts=parts) as running:
        yield running


@pytest.fixture(scope="session")
def admin(stack: Stack) -> Iterator[Person]:
    with Person(stack) as person:
        stack.foyer(
            *("create-admin", "--email", person.email, "--password-stdin"),
            standard_input=f"{person.password}\n",
        )
        person.log_in().raise_for_status()
        yield person


@pytest.fixture
def in_stack(stack: Stack) -> Iterator[None]:
    """This process is one of the stack's: `foyer.db` speaks to its database."""
    with connected_to(stack):
        yield
