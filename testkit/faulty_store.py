"""A server in the place of an object store that answers every request in the same wrong way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from local.ports import LOOPBACK


@dataclass(frozen=True)
class Fault:
    """An answer of the server: a status with a code, after some seconds."""

    status: int
    code: str
    delay: float = 0


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        fault = self.server.fault
        self.server.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests += 1
        self.server.stopped.wait(fault.delay)
        body = f"<Error><Code>{fault.code}</Code></Error>".encode()
        self.send_response(fault.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_PUT = do_POST = do_DELETE = do_GET  # noqa: N815 - and these

    def log_message(self, *_args: object) -> None:
        """Drop the line of the log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    requests = 0
    body = b""  # of the last request

    def __init__(self, fault: Fault) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.fault = fault
        self.stopped = Event()

    def handle_error(self, *_args: object) -> None:
        """Drop the traceback: clients leave a slow server."""

    @property
    def endpoint(self) -> str:
        """The address of the server."""
        return f"http://{LOOPBACK}:{self.server_port}"


@contextmanager
def faulty_store(fault: Fault) -> Iterator[_Server]:
    """Run the server until the block ends."""
    with _Server(fault) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server
        finally:
            server.stopped.set()
            server.shutdown()
