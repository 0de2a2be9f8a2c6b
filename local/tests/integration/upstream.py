"""A stub of the servers behind nginx; it returns the request that it received."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from local.ports import LOOPBACK


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/api/admin/access":
            self._send({"administrator": 204, "user": 403}.get(self._session(), 401), b"")
        elif self.path == "/api/error":
            self._send(422, b'{"code": "validation_failed"}', "application/problem+json")
        else:
            seen = {"path": self.path, "client_port": self.client_address[1]}
            self._send(200, json.dumps(seen | dict(self.headers)).encode())

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 - the names are the base class's

    def _session(self) -> str:
        return (self.headers.get("Cookie") or "").removeprefix("session=")

    def _send(self, status: int, body: bytes, content_type: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        self.send_header("Content-Security-Policy", "default-src *")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Print nothing."""


@contextmanager
def upstream(address: str = LOOPBACK, port: int = 0) -> Iterator[int]:
    """Serve on the port, or on a free one, while the block runs; yield the port."""
    with ThreadingHTTPServer((address, port), _Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_port
        finally:  # a test that fails must not leave the thread: Python would wait for it at its end
            server.shutdown()
            thread.join()
