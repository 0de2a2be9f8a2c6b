"""The whole product without its pages: database, broker, mail catcher, API, worker, dispatcher."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from uuid_utils.compat import uuid7

from foyer.db.engines import transaction
from foyer.task_engine.models import Task, TaskState
from local.stack import Stack
from testkit.person import Person
from tests.conftest import connected_to
from tests.integration.task_history import LONG_AGO, Add


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    parts = {"database", "broker", "mail", "api", "worker", "dispatcher"}
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


@pytest.fixture
def kind() -> str:
    """A kind that only this test uses."""
    return f"kind_{uuid4().hex[:8]}"


@pytest.fixture
def add(kind: str) -> Add:
    """Insert an ended task."""

    def add(**fields: Any) -> UUID:
        moment = fields.pop("created_at", LONG_AGO)
        ended = {"state": TaskState.SUCCESS, "started_at": moment, "finished_at": moment}
        task = Task(**{"id": uuid7(), "kind": kind, "created_at": moment} | ended | fields)
        with transaction() as session:
            session.add(task)
        return task.id

    return add
