"""Metrics of requests and tasks that no running server is needed for."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError
from starlette.types import Message, Receive, Scope, Send

from foyer.api.loop_lag import INTERVAL, loop_lag
from foyer.api.metrics import registry
from foyer.api.middleware.request_id import RequestId
from foyer.task_engine.history import metrics
from foyer.task_engine.history.metrics import TaskMetrics

BUSY = 0.5  # seconds


async def failing_app(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise ValueError


async def receive() -> Message:
    return {"type": "http.request"}


async def send(_message: Message) -> None:
    raise AssertionError("the middleware sends no response of its own")


def test_unexpected_error_is_counted_as_status_500() -> None:
    labels = {"method": "GET", "route": "unknown", "status": "500"}

    def counted() -> float:
        return registry.get_sample_value("foyer_http_requests_total", labels) or 0

    before = counted()
    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    with pytest.raises(ValueError, match=r"^$"):
        asyncio.run(RequestId(failing_app)(scope, receive, send))
    assert counted() == before + 1


def test_time_in_which_a_client_sends_its_body_is_no_time_of_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    messages: list[Message] = [
        {"type": "http.request", "more_body": True},
        {"type": "http.request", "more_body": False},
        {"type": "http.disconnect"},
    ]

    async def receive_slowly() -> Message:
        nonlocal now
        now += 60 if len(messages) > 1 else 2
        return messages.pop(0)

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal now
        now += 1
        while (await receive())["more_body"]:
            now += 1
        await receive()  # waits for the client's end, as a long poll does
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def accept(_message: Message) -> None:
        pass

    monkeypatch.setattr("foyer.api.middleware.request_id.time.perf_counter", lambda: now)
    scope: Scope = {"type": "http", "method": "PUT", "path": "/", "headers": []}
    asyncio.run(RequestId(app)(scope, receive_slowly, accept))
    labels = {"method": "PUT", "route": "unknown"}
    assert registry.get_sample_value("foyer_http_request_seconds_sum", labels) == 1 + 1 + 2


def test_time_in_which_the_event_loop_is_busy_is_its_lag() -> None:
    async def be_busy_twice() -> None:
        async with loop_lag.measuring():
            for _ in range(2):
                await asyncio.sleep(0)  # the timer is set
                asyncio.get_running_loop().call_soon(time.sleep, BUSY)
                await asyncio.sleep(0)

    before = loop_lag.seconds
    asyncio.run(be_busy_twice())
    assert loop_lag.seconds - before >= 2 * (BUSY - INTERVAL)


def test_scrape_without_a_database_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def unavailable() -> Iterator[None]:
        raise OperationalError("", None, Exception())
        yield

    monkeypatch.setattr(metrics, "transaction", unavailable)
    (metric,) = TaskMetrics().collect()
    assert [(sample.name, sample.value) for sample in metric.samples] == [("foyer_database_up", 0)]
