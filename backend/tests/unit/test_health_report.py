"""`foyer health` against an HTTP server that answers as the test says."""

import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from foyer.health_report import print_health
from local.ports import LOOPBACK, free_port

UNAVAILABLE = '{"status": "unavailable", "checks": {"database": "no answer", "broker": "ok"}}'
OK = '{"status": "ok", "checks": {"database": "ok"}}'


class Api(HTTPServer):
    """Answers each request with `status` and `body`."""

    status, body = 200, OK

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Api

    def do_GET(self) -> None:
        is_ready = self.path == "/api/health/ready"
        self.send_response(self.server.status if is_ready else 404)
        self.end_headers()
        self.wfile.write(self.server.body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Print nothing."""


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setenv("http_proxy", f"http://{LOOPBACK}:{free_port()}")  # as Docker may set it
    monkeypatch.delenv("no_proxy", raising=False)
    with Api((LOOPBACK, 0), _Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_checks_of_a_ready_api_are_printed(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    print_health(api.url)
    assert capsys.readouterr().out == "database: ok\n"


def test_checks_of_an_api_that_is_not_ready_are_printed(
    api: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    api.status, api.body = 503, UNAVAILABLE
    with pytest.raises(SystemExit, match=r"^The API is not ready\.$"):
        print_health(api.url)
    assert capsys.readouterr().out == "database: no answer\nbroker: ok\n"


def test_response_without_checks_is_printed_as_it_is(api: Api) -> None:
    api.status, api.body = 502, "<p>Bad gateway</p>"
    with pytest.raises(SystemExit, match="answers 502 without checks: <p>Bad gateway</p>"):
        print_health(api.url)


@pytest.mark.parametrize("url", [f"http://{LOOPBACK}:{{port}}", "nothing"])
def test_api_that_does_not_answer_is_a_sentence(url: str) -> None:
    with pytest.raises(SystemExit, match=r"^The API at .* does not answer: "):
        print_health(url.format(port=free_port()))


def test_a_terminal_without_unicode_shows_the_checks(api: Api) -> None:
    api.body = '{"status": "ok", "checks": {"database": "größer als gedacht"}}'
    completed = subprocess.run(
        [sys.executable, "-m", "foyer", "health", "--url", api.url],
        check=False,
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert (completed.stdout, completed.stderr) == (b"database: gr??er als gedacht\n", b"")
