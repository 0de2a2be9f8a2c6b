"""The tracer of this process, and the context that tasks carry in their rows."""

import threading
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from foyer.settings import Settings
from foyer.task_engine.trace_context import carry_trace_context

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, SpanKind

STOP_TIMEOUT = 2.0  # seconds for the spans that still wait when a process stops

_providers: list["TracerProvider"] = []  # at most one


def start_tracing(settings: Settings, service: str) -> "TracerProvider | None":
    """Send the spans of this process to the collector of the settings, if there is one.

    Args:
        settings: with the address. The SDK reads other variables, such as OTEL_TRACES_SAMPLER.
        service: the name of the process's kind.
    """
    if not settings.otel_exporter_otlp_endpoint:
        return None
    from foyer.tracing.provider import create_provider, current_traceparent  # noqa: PLC0415

    provider = create_provider(service)
    _providers[:] = [provider]
    carry_trace_context(current_traceparent)
    return provider


def stop_tracing() -> None:
    """Send the spans that still wait, for at most `STOP_TIMEOUT`.

    OpenTelemetry waits up to 30 s for a collector that does not answer. The thread is a daemon, so
    the process does not wait for it either.
    """
    for provider in _providers:
        stopping = threading.Thread(target=provider.shutdown, daemon=True)
        stopping.start()
        stopping.join(STOP_TIMEOUT)


def span(
    name: str, *, traceparent: str | None = None, kind: "SpanKind | None" = None
) -> "AbstractContextManager[Span | None]":
    """Open a span that is current until the block ends; None without tracing.

    Args:
        name: with few values.
        traceparent: of the parent, if it is in another process.
        kind: INTERNAL by default.
    """
    if not _providers:
        return nullcontext()
    from foyer.tracing.provider import start_span  # noqa: PLC0415

    return start_span(_providers[0], name, traceparent, kind)
