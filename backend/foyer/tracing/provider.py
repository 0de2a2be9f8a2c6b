"""The code that needs OpenTelemetry's SDK. Only imported when tracing is on."""

from contextlib import AbstractContextManager

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span as AnySpan
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from foyer.logs import without_capability

_PATH, _QUERY = "url.path", "url.query"
_HEADER = "traceparent"
_propagator = TraceContextTextMapPropagator()


def create_provider(service: str) -> TracerProvider:
    """Return a provider that exports in the background, to the address in the environment."""
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: f"foyer-{service}"}))
    provider.add_span_processor(_HidePrivateData())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def current_traceparent() -> str | None:
    """Return the header that continues the current trace in another process."""
    headers: dict[str, str] = {}
    _propagator.inject(headers)
    return headers.get(_HEADER)


def start_span(
    provider: TracerProvider, name: str, traceparent: str | None, kind: SpanKind | None
) -> AbstractContextManager[AnySpan]:
    """Open a span. Errors are not recorded: their messages may contain personal data."""
    parent = _propagator.extract({_HEADER: traceparent}) if traceparent else None
    return provider.get_tracer("foyer").start_as_current_span(
        name,
        context=parent,
        kind=kind or SpanKind.INTERNAL,
        record_exception=False,
        set_status_on_exception=False,
    )


class _HidePrivateData(SpanProcessor):
    """Removes the id of a sign-up, which gives access, and the searches of administrators."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        del parent_context
        attributes = span.attributes or {}
        if _PATH in attributes:
            span.set_attribute(_PATH, without_capability(str(attributes[_PATH])))
        if _QUERY in attributes:
            span.set_attribute(_QUERY, "-")
