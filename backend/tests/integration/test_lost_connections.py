"""Responses to errors of the database: 503 if the connection was lost, 500 if we caused it."""

import asyncio
import select
from collections.abc import Callable

import psycopg
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from foyer.api.problems import add_error_handlers
from foyer.db.engines import transaction

# COMMIT runs the trigger, which ends this connection.
CLOSED_BY_COMMIT = """
CREATE TEMPORARY TABLE closes_its_connection (id integer) ON COMMIT DROP;
CREATE FUNCTION pg_temp.close_connection() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(60); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER close_connection AFTER INSERT ON closes_its_connection
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pg_temp.close_connection();
INSERT INTO closes_its_connection VALUES (1);
"""


def is_closed_during_a_statement() -> None:
    with transaction() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(60)"))


def is_closed_during_the_commit() -> None:
    with transaction() as session:
        session.connection().exec_driver_sql(CLOSED_BY_COMMIT)


def is_closed_by_the_pooler() -> None:
    """PgBouncer cannot be made to do it each time, so this is what psycopg raised then."""
    error = psycopg.InternalError("received 2 results from command 'BEGIN'")
    raise InternalError("BEGIN (implicit)", {}, error)


def is_frozen_in_a_transaction() -> None:
    with transaction() as session:
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 1"))
        connection = session.connection().connection.driver_connection
        assert connection is not None
        select.select([connection], [], [], 60)  # until PostgreSQL ends the session
        session.execute(text("SELECT 1"))


def reads_a_missing_table() -> None:
    with transaction() as session:
        session.execute(text("SELECT * FROM no_such_table"))


@pytest.mark.usefixtures("in_stack")
@pytest.mark.parametrize(
    ("endpoint", "status", "code"),
    [
        (is_closed_during_a_statement, 503, "database_unavailable"),
        (is_closed_during_the_commit, 503, "database_unavailable"),
        (is_closed_by_the_pooler, 503, "database_unavailable"),
        (is_frozen_in_a_transaction, 503, "database_unavailable"),
        (reads_a_missing_table, 500, "internal_error"),
    ],
)
def test_a_lost_connection_is_a_503_and_an_error_of_ours_a_500(
    endpoint: Callable[[], None], status: int, code: str
) -> None:
    app = FastAPI()
    add_error_handlers(app)
    app.add_api_route("/", endpoint)
    response = asyncio.run(get(app))
    assert (response.status_code, response.json()["code"]) == (status, code)


async def get(app: FastAPI) -> Response:
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://api") as client:
        return await client.get("/")
