"""Spans of attempts: `foyer.tasks` turns them on in the processes of a worker's pool."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery.signals import worker_process_init, worker_process_shutdown

from foyer.settings import Settings
from foyer.task_engine.models import TaskState
from foyer.task_engine.worker.hooks import Attempt, around_attempts
from foyer.tracing.spans import span, start_tracing, stop_tracing


def trace_attempts(settings: Settings) -> None:
    """Open a span during each attempt, if tracing is on."""
    if not settings.otel_exporter_otlp_endpoint:
        return

    # The thread that sends spans does not survive a fork, so each process starts its own.
    @worker_process_init.connect(weak=False)
    def start(**_: Any) -> None:
        start_tracing(settings, "worker")

    @worker_process_shutdown.connect(weak=False)
    def stop(**_: Any) -> None:
        stop_tracing()

    around_attempts(_trace)


@contextmanager
def _trace(attempt: Attempt) -> Iterator[None]:
    from opentelemetry.trace import SpanKind, StatusCode  # noqa: PLC0415 - only with tracing

    name = f"task {attempt.kind}"
    with span(name, traceparent=attempt.traceparent, kind=SpanKind.CONSUMER) as attempt_span:
        yield
        if attempt_span is None:
            return
        attempt_span.set_attributes(
            {
                "foyer.task.id": str(attempt.task_id),
                "foyer.task.kind": attempt.kind,
                "foyer.task.attempt": attempt.number,
                "foyer.task.waited": attempt.waited.total_seconds(),
            }
        )
        outcome = attempt.outcome
        if outcome is None:
            return
        attempt_span.set_attribute("foyer.task.state", outcome.state.value)
        if outcome.failure:
            attempt_span.set_attribute("error.type", outcome.failure.code)
        if outcome.state is TaskState.FAILURE:
            attempt_span.set_status(StatusCode.ERROR)
