"""While the API is down or broken, every request to it gets the problem document `unavailable`."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local import nginx as nginx_module
from local.http import NO_TLS
from local.nginx import Nginx, Upstreams
from local.ports import free_port
from local.tests.integration import broken_servers
from local.tests.integration.broken_servers import broken_server
from local.tests.integration.conftest import serving

MEGABYTE = 1024 * 1024
UPLOADS = [
    ("POST", "/api/sign-ups"),
    ("PUT", "/api/sign-ups/1/picture"),
    ("PUT", "/api/me/picture"),
]
FAILURES = (
    broken_servers.close_at_once,
    broken_servers.close_after_the_request_began,
    broken_servers.answer_an_invalid_header,
    broken_servers.answer_a_huge_header,
    broken_servers.answer_half_a_header,
    broken_servers.answer_never,
)


@pytest.fixture(scope="module", params=[None, *FAILURES])
def api_port(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of an API that refuses connections, or fails in another way."""
    if request.param is None:
        yield free_port()
    else:
        with broken_server(request.param) as port:
            yield port


@pytest.fixture(scope="module")
def broken_nginx(api_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """Start nginx in front of an API that fails; it waits 0.2 s for a response, not 60."""
    folder = tmp_path_factory.mktemp("broken")
    templates = folder / "templates"
    shutil.copytree(nginx_module.TEMPLATES, templates)
    proxy = templates / "proxy.conf.template"
    patient = proxy.read_text(encoding="utf-8")
    impatient = patient.replace("proxy_read_timeout 60s", "proxy_read_timeout 200ms")
    assert impatient != patient
    proxy.write_text(impatient, encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(nginx_module, "TEMPLATES", templates)
        yield from serving(folder, Upstreams(api_port, api_port, api_port))


def check_unavailable(response: httpx.Response) -> None:
    problem = json.loads(response.text)
    assert response.headers["content-type"].startswith("application/problem+json")
    assert (response.status_code, problem["status"]) == (503, 503)
    assert problem["code"] == "unavailable"
    assert problem["title"] == "Service Unavailable"
    assert problem["reference"] == response.headers["x-request-id"]
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("size", [0, 10, 60_000])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_gets_the_problem_document(
    broken_nginx: Nginx, method: str, size: int
) -> None:
    check_unavailable(
        httpx.request(
            method, f"{broken_nginx.url}/api/x", content=bytes(size), trust_env=False, verify=NO_TLS
        )
    )


@pytest.mark.parametrize(("method", "path"), UPLOADS, ids=[path for _, path in UPLOADS])
@pytest.mark.parametrize("size", [100_000, 10 * MEGABYTE], ids=["100 kB", "10 MiB"])
def test_an_upload_gets_the_problem_document(
    broken_nginx: Nginx, method: str, path: str, size: int
) -> None:
    url = broken_nginx.url + path

    check_unavailable(
        httpx.request(method, url, content=bytes(size), trust_env=False, verify=NO_TLS)
    )


def test_an_upload_of_unknown_length_gets_the_problem_document(broken_nginx: Nginx) -> None:
    parts = (bytes(MEGABYTE) for _ in range(10))

    check_unavailable(
        httpx.post(
            f"{broken_nginx.url}/api/sign-ups", content=parts, trust_env=False, verify=NO_TLS
        )
    )


def test_a_head_request_gets_the_status_without_a_body(broken_nginx: Nginx) -> None:
    response = httpx.head(f"{broken_nginx.url}/api/me", trust_env=False, verify=NO_TLS)

    assert (response.status_code, response.content) == (503, b"")


def test_flower_and_the_inbox_get_the_page(broken_nginx: Nginx) -> None:
    inbox = {"Host": f"inbox.localhost:{broken_nginx.port}"}
    own = {"Sec-Fetch-Site": "same-origin"}

    for response in (
        httpx.get(f"{broken_nginx.url}/flower/", trust_env=False, verify=NO_TLS),
        httpx.post(
            f"{broken_nginx.url}/flower/x",
            headers=own,
            content=bytes(60_000),
            trust_env=False,
            verify=NO_TLS,
        ),
        httpx.get(broken_nginx.url, headers=inbox, trust_env=False, verify=NO_TLS),
        httpx.delete(
            f"{broken_nginx.url}/messages/", headers=inbox | own, trust_env=False, verify=NO_TLS
        ),
    ):
        assert response.status_code == 503
        assert "Back in a moment" in response.text
        assert "default-src 'none'" in response.headers["content-security-policy"]


def test_a_body_that_cannot_be_stored_gets_the_problem_document(tmp_path: Path) -> None:
    with broken_server(broken_servers.answer_never) as port:
        for web in serving(tmp_path, Upstreams(port, port, port)):
            bodies = web.folder / "client_body"
            bodies.rmdir()
            bodies.touch()  # not even root can write into it

            check_unavailable(
                httpx.post(
                    f"{web.url}/api/sign-ups",
                    content=bytes(10 * MEGABYTE),
                    trust_env=False,
                    verify=NO_TLS,
                )
            )
