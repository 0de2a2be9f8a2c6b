"""LOG_FORMAT=json: each line that a process writes is a JSON object, also lines of libraries."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from local.stack import Stack

# Celery prints it itself, past all logging.
FAREWELL = "worker: Warm shutdown (MainProcess)"
EVENT = "unexpected_error"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that has served an unexpected error and has stopped."""
    folder = tmp_path_factory.mktemp("stack")
    parts = {"database", "broker", "api", "worker", "dispatcher"}
    # Celery warns of root before it sets up its logging.
    env = {"LOG_FORMAT": "json", "PYTHONWARNINGS": "ignore"}
    with Stack(folder, parts=parts, env=env) as stack:
        with psycopg.connect(stack.database_url) as database:
            database.execute("ALTER TABLE users RENAME COLUMN email_key TO elsewhere")
        body = {"email": "ada@example.com", "password": "a sentence is fine"}
        response = httpx.post(f"{stack.api.url}/api/sessions", json=body)
        assert response.status_code == httpx.codes.INTERNAL_SERVER_ERROR
        for process in (stack.api, stack.worker, stack.dispatcher):
            process.stop()
        yield stack


@pytest.mark.parametrize("name", ["api", "worker", "dispatcher"])
def test_each_line_of_a_process_is_a_json_object(stack: Stack, name: str) -> None:
    records = _records(stack, name)

    assert records
    assert all({"time", "level", "event"} <= set(record) for record in records)


def test_traceback_of_an_unexpected_error_is_in_one_line_with_its_request(stack: Stack) -> None:
    (failure,) = (record for record in _records(stack, "api") if record["event"] == EVENT)

    assert "Traceback" in failure["exception"]
    assert failure["request"]


def _records(stack: Stack, name: str) -> list[dict[str, Any]]:
    lines = (stack.logs / f"{name}.log").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line not in {"", FAREWELL}]
