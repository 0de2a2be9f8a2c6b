"""The commands and queries of docs/run-books.md run against a real stack."""

import re
from pathlib import Path

import httpx
import psycopg
import pytest

from local.stack import Stack
from testkit.query_plans import assert_reads_no_whole_history

PAGE = (Path(__file__).parents[3] / "docs" / "run-books.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"^ *```sql\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = sorted(set(re.findall(r"`foyer ([a-z][^`…]+)`", re.sub(r"\s+", " ", PAGE))))


def test_page_has_queries_and_commands() -> None:
    assert len(QUERIES) >= 4
    assert {command.split()[0] for command in COMMANDS} == {
        *("health", "pause-queue", "queues", "resume-queue", "send-test-mail"),
    }


@pytest.mark.parametrize("query", QUERIES)
def test_queries_of_the_run_books_run_and_read_no_whole_history(stack: Stack, query: str) -> None:
    with psycopg.connect(stack.database_url) as connection:
        assert connection.execute(query).description
        assert_reads_no_whole_history(connection, query)


def test_commands_of_the_run_books_run(stack: Stack) -> None:
    try:
        outputs = {command: _run(stack, command) for command in COMMANDS}
    finally:
        stack.foyer("resume-queue", "mail")
    assert "database: ok\n" in outputs["health"]
    assert "mail is paused." in outputs["pause-queue mail"]
    assert "mail" in outputs["queues"]
    assert "accepted a mail" in outputs["send-test-mail you@example.com"]


def _run(stack: Stack, command: str) -> str:
    # In a container the API has the port that `foyer health` expects.
    own = ("--url", stack.api.url) if command == "health" else ()
    return stack.foyer(*command.split(), *own)


def test_checks_that_the_run_books_name_are_in_the_health_check(stack: Stack) -> None:
    checks = httpx.get(f"{stack.api.url}/api/health/ready", trust_env=False).json()["checks"]
    names = set(re.findall(r"`checks\.(\w+)`", PAGE))
    assert names
    assert names <= checks.keys()
