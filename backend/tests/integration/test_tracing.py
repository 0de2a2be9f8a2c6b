"""Traces: one trace has the request, its tasks and their mails. Off by default."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from local.application import Api
from local.http import NO_TLS
from local.ports import LOOPBACK
from local.stack import Stack
from testkit.long_polls import another_api
from testkit.person import Person
from testkit.trace_collector import TraceCollector, trace_collector
from testkit.wait import wait_until

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
CLICK = "b7ad6b7169203331"  # the span of the browser
TASK = "task send_confirmation_email"


@contextmanager
def traced_worker(stack: Stack, collector: TraceCollector) -> Iterator[None]:
    """Replace the stack's worker by one that sends its spans to the collector."""
    worker = stack.add_worker("traced", env=collector.environment)
    stack.worker.stop()
    try:
        worker.start()
        yield
    finally:
        worker.stop()
        stack.worker.start()


def test_one_trace_has_the_click_the_request_the_task_and_the_mail(
    stack: Stack, tmp_path: Path
) -> None:
    with (
        trace_collector() as collector,
        another_api(stack, tmp_path, **collector.environment) as api,
        traced_worker(stack, collector),
        Person(stack) as person,
    ):
        form = {"email": person.email, "password": person.password, "display_name": person.name}
        headers = {"traceparent": f"00-{TRACE_ID}-{CLICK}-01"}
        named = partial(spans_of_this_test, collector)
        answer = httpx.post(
            f"{api.url}/api/sign-ups",
            data=form,
            headers=headers,
            timeout=60,
            trust_env=False,
            verify=NO_TLS,
        )
        answer.raise_for_status()
        person.sign_up_id = answer.json()["id"]
        httpx.get(
            f"{api.url}/api/sign-ups/{person.sign_up_id}?q={person.email}",
            headers=headers,
            trust_env=False,
            verify=NO_TLS,
        ).raise_for_status()
        person.wait_for("SUCCESS")
        (poll,) = wait_until(lambda: named("GET /api/sign-ups/{sign_up_id}"))
        (mail,) = wait_until(lambda: named("mail"))
        (request,) = wait_until(lambda: named("POST /api/sign-ups"))
        (task,) = wait_until(lambda: named(TASK))

    parents = [span.parent_span_id.hex() for span in (request, task, mail)]
    assert parents == [CLICK, request.span_id.hex(), task.span_id.hex()]
    assert {span.status.code for span in (request, task, mail)} == {Status.STATUS_CODE_UNSET}
    assert attributes(task).items() >= {"foyer.task.state": "SUCCESS"}.items()
    assert attributes(poll)["url.path"] == "/api/sign-ups/-"
    spans = " ".join(map(str, collector.spans))
    assert person.sign_up_id not in spans
    assert person.email not in spans


def test_a_stopping_api_sends_the_spans_that_wait(stack: Stack, tmp_path: Path) -> None:
    with trace_collector() as collector:
        # With OpenTelemetry's own delay: it sends the spans of 5 s together.
        delay = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint}
        with another_api(stack, tmp_path, **delay) as api:
            get_live(api)
        assert collector.named("GET /api/health/live")


def test_a_frozen_collector_does_not_delay_the_stop_of_an_api(stack: Stack, tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as frozen:
        environment = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{LOOPBACK}:{frozen.getsockname()[1]}",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "3600",
        }
        with another_api(stack, tmp_path, **environment) as api:
            get_live(api)
            api.grace = 25  # seconds until it is killed; OpenTelemetry would wait for 30 s
    assert api.exit_code is not None
    assert api.exit_code != -signal.SIGKILL


def get_live(api: Api) -> None:
    url = f"{api.url}/api/health/live"
    httpx.get(url, trust_env=False, verify=NO_TLS).raise_for_status()


def spans_of_this_test(collector: TraceCollector, name: str) -> list[Span]:
    """Return the spans of the trace. The worker may also run tasks of earlier tests."""
    return [span for span in collector.named(name) if span.trace_id.hex() == TRACE_ID]


def attributes(span: Span) -> dict[str, str]:
    return {attribute.key: attribute.value.string_value for attribute in span.attributes}


def test_processes_without_tracing_do_not_load_the_exporter() -> None:
    script = "import foyer.main, foyer.tasks, sys; foyer.main.create_app(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    modules = done.stdout.split()
    assert "foyer.tracing.attempts" in modules
    assert "foyer.tracing.provider" not in modules
    assert "opentelemetry.exporter.otlp.proto.http.trace_exporter" not in modules
