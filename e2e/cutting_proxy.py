"""A proxy that cuts idle connections, as some proxies on the way to a server do."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer

from local.ports import LOOPBACK

SILENCE = 3.0  # seconds without data until both sides are closed


class _Cutter(BaseRequestHandler):
    server: "_Proxy"

    def handle(self) -> None:
        with socket.create_connection((LOOPBACK, self.server.behind)) as behind:
            behind.settimeout(SILENCE)
            answers = threading.Thread(target=_pass_on, args=(behind, self.request))
            answers.start()
            _pass_on(self.request, behind)
            answers.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Copy bytes until one side ends or is idle; then close both."""
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


class _Proxy(ThreadingTCPServer):
    daemon_threads = True
    behind: int


@contextmanager
def cutting_proxy(port: int) -> Iterator[str]:
    """Run the proxy in front of the server on this port; yield the proxy's address."""
    with _Proxy((LOOPBACK, 0), _Cutter) as proxy:
        proxy.behind = port
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://localhost:{proxy.server_address[1]}"
        proxy.shutdown()
        thread.join()
