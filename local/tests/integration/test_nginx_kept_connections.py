"""nginx keeps connections to the API for requests that it may send again, and only for those."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from local.http import NO_TLS
from local.nginx import Nginx, Upstreams
from local.ports import LOOPBACK
from local.tests.integration.conftest import serving

REQUESTS = 10


class _ForgetfulApi(BaseHTTPRequestHandler):
    """Answers one request of each connection, and closes it when the second one arrives."""

    protocol_version = "HTTP/1.1"
    has_answered = False

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.has_answered:
            self.close_connection = True
            return
        self.has_answered = True
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 - the names are the base class's

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Print nothing."""


@pytest.fixture
def nginx_and_forgetful_api(tmp_path: Path) -> Iterator[Nginx]:
    with ThreadingHTTPServer((LOOPBACK, 0), _ForgetfulApi) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        port = server.server_port
        yield from serving(tmp_path, Upstreams(port, port, port))
        server.shutdown()
        thread.join()


def ports(client: httpx.Client, method: str) -> set[int]:
    """Return nginx's ports of the connections over which the API got these requests."""
    answers = [client.request(method, "/api/x").json() for _ in range(REQUESTS)]
    return {answer["client_port"] for answer in answers}


def test_get_requests_share_connections(client: httpx.Client) -> None:
    assert len(ports(client, "GET")) < REQUESTS


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_request_that_changes_something_has_a_new_connection(
    client: httpx.Client, method: str
) -> None:
    client.get("/api/x")
    assert len(ports(client, method)) == REQUESTS


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def test_no_request_is_lost_if_the_api_closes_a_kept_connection(
    nginx_and_forgetful_api: Nginx, method: str
) -> None:
    with httpx.Client(
        base_url=nginx_and_forgetful_api.url, trust_env=False, verify=NO_TLS
    ) as client:
        statuses = [client.request(method, "/api/x").status_code for _ in range(REQUESTS)]
    assert statuses == [200] * REQUESTS
