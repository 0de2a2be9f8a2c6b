"""A collector of OpenTelemetry traces in memory, which processes of a stack send their spans to."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from local.ports import LOOPBACK

TRACES_PATH = "/v1/traces"


class TraceCollector(ThreadingHTTPServer):
    """Receives spans as OTLP over HTTP.

    Attributes:
        spans: of all processes, in the order of their arrival.
    """

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.spans: list[Span] = []

    @property
    def endpoint(self) -> str:
        return f"http://{LOOPBACK}:{self.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a process that sends its spans here at once."""
        return {
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.endpoint,
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        }

    def named(self, name: str) -> list[Span]:
        """Return the spans with this name."""
        return [span for span in list(self.spans) if span.name == name]


@contextmanager
def trace_collector() -> Iterator[TraceCollector]:
    """Run a collector until the block ends."""
    with TraceCollector() as collector:
        thread = Thread(target=collector.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            collector.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == TRACES_PATH
        assert isinstance(self.server, TraceCollector)
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                self.server.spans.extend(scope.spans)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Drop the line of the log."""
