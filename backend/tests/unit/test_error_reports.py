"""Reports to Sentry: unexpected errors of requests and attempts, without personal data."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any
from unittest.mock import create_autospec
from uuid import uuid4

import httpx
import psycopg
import pytest
import sentry_sdk
from fastapi import Body, FastAPI
from redis.exceptions import ConnectionError as RedisConnectionError
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from foyer.api.problems import add_error_handlers
from foyer.db.base import utc_now
from foyer.error_reports.attempts import report_attempts
from foyer.error_reports.reports import start_reports
from foyer.error_reports.steps import step_reports
from foyer.mail.errors import MailRefusedError
from foyer.payloads import SendNotice
from foyer.settings import get_settings
from foyer.task_engine.dispatcher.leadership import Leadership
from foyer.task_engine.dispatcher.loop import Step
from foyer.task_engine.kinds import Kind, RetryPolicy
from foyer.task_engine.lease import Lease
from foyer.task_engine.models import TaskState
from foyer.task_engine.worker import hooks
from foyer.task_engine.worker.hooks import around_attempt
from foyer.task_engine.worker.outcome import Outcome

KIND = Kind(SendNotice, lambda _run: None, RetryPolicy(), (), None)
LEASE = Lease(
    *(uuid4(), KIND.name, None, {}, 1, 2, 1, 0, utc_now(), timedelta(), uuid4()),
    reference="the-request",
)
SECRET = "not for Sentry"


class RecordingTransport(Transport):
    """Keeps the events instead of sending them."""

    events: list[dict[str, Any]]

    def __init__(self) -> None:
        super().__init__()
        self.events = []

    def capture_envelope(self, envelope: Envelope) -> None:
        event = envelope.get_event()
        assert event is not None
        self.events.append(dict(event))


@pytest.fixture
def transport(monkeypatch: pytest.MonkeyPatch) -> Iterator[RecordingTransport]:
    monkeypatch.setenv("SENTRY_DSN", "https://key@sentry.invalid/1")
    get_settings.cache_clear()
    recording = RecordingTransport()
    start_reports(get_settings(), transport=recording)
    yield recording
    sentry_sdk.get_global_scope().set_client(None)
    monkeypatch.undo()
    get_settings.cache_clear()


def test_unexpected_error_of_a_request_is_reported_without_the_request(
    transport: RecordingTransport,
) -> None:
    app = FastAPI()
    add_error_handlers(app)

    @app.post("/fails")
    def fails(password: Annotated[str, Body(embed=True)]) -> None:
        raise ZeroDivisionError(len(password))

    async def post() -> httpx.Response:
        asgi = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=asgi, base_url="http://localhost") as client:
            return await client.post("/fails", json={"password": SECRET})

    assert asyncio.run(post()).status_code == httpx.codes.INTERNAL_SERVER_ERROR
    (event,) = transport.events
    assert event["exception"]["values"][0]["type"] == "ZeroDivisionError"
    assert "request" in event["tags"]
    assert SECRET not in str(event)


@pytest.mark.parametrize(
    ("outcome", "reported"),
    [
        (Outcome(TaskState.FAILURE, error=KeyError("x")), ["KeyError"]),
        (Outcome(TaskState.RETRY, error=KeyError("x")), ["KeyError"]),
        (Outcome(TaskState.RETRY, error=KeyError("x"), is_deferral=True), []),
        (Outcome(TaskState.FAILURE, error=MailRefusedError()), []),
        (Outcome(TaskState.SUCCESS), []),
    ],
)
def test_only_unexpected_errors_of_attempts_are_reported(
    transport: RecordingTransport,
    monkeypatch: pytest.MonkeyPatch,
    outcome: Outcome,
    reported: list[str],
) -> None:
    monkeypatch.setattr(hooks, "_hooks", [])
    report_attempts(get_settings())
    with around_attempt(KIND, LEASE) as attempt:
        attempt.outcome = outcome
    types = [event["exception"]["values"][0]["type"] for event in transport.events]
    assert types == reported
    for event in transport.events:
        tags = {"task": str(LEASE.task_id), "kind": "send_notice", "request": "the-request"}
        assert event["tags"] == tags


@pytest.mark.parametrize(
    ("error", "reported"),
    [
        (KeyError("x"), ["KeyError"]),
        (RedisConnectionError("refused"), []),
        (psycopg.OperationalError("the server closed the connection"), []),
    ],
)
def test_only_unexpected_errors_of_dispatcher_steps_are_reported(
    transport: RecordingTransport,
    error: Exception,
    reported: list[str],
) -> None:
    def fail() -> bool:
        raise error

    report_error = step_reports(get_settings(), transport=transport)
    leader = create_autospec(Leadership, instance=True)
    Step("reclaim", fail, 1.0).run_if_due(leader, report_error)
    types = [event["exception"]["values"][0]["type"] for event in transport.events]
    assert types == reported
    assert all(event["tags"] == {"step": "reclaim"} for event in transport.events)


def test_attempts_have_no_hook_without_sentry(monkeypatch: pytest.MonkeyPatch) -> None:
    registered: list[hooks.Hook] = []
    monkeypatch.setattr(hooks, "_hooks", registered)
    report_attempts(get_settings())
    assert registered == []
