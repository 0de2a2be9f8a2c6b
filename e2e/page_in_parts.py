"""A proxy whose pages stop in the middle until the test lets them go on, as on a slow network."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from local.ports import LOOPBACK

_HEADERS = {"content-type", "content-security-policy", "cache-control"}


@dataclass
class PagesInParts:
    """The address of the proxy, and whether the rest of its pages may be sent."""

    url: str
    may_go_on: threading.Event = field(default_factory=threading.Event)


class _Halves(BaseHTTPRequestHandler):
    server: "_Proxy"

    def do_GET(self) -> None:
        answer = httpx.get(
            f"http://{LOOPBACK}:{self.server.behind}{self.path}",
            headers={"Host": self.headers["Host"]},
        )
        self.send_response(answer.status_code)
        for name in _HEADERS & answer.headers.keys():
            self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        first, mark, rest = answer.content.partition(b"<footer")
        self.wfile.write(first)
        if rest:
            self.server.pages.may_go_on.wait()
            self.wfile.write(mark + rest)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class _Proxy(ThreadingHTTPServer):
    daemon_threads = True
    behind: int
    pages: PagesInParts


@contextmanager
def pages_in_parts(port: int) -> Iterator[PagesInParts]:
    """Run the proxy in front of the server on this port. Each page stops before its footer."""
    with _Proxy((LOOPBACK, 0), _Halves) as proxy:
        proxy.behind = port
        proxy.pages = PagesInParts(f"http://localhost:{proxy.server_address[1]}")
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield proxy.pages
        finally:
            proxy.pages.may_go_on.set()
            proxy.shutdown()
            thread.join()
