"""The examples of deploy/tls: nginx and Caddy terminate TLS in front of the product."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from local.context import Context
from local.nginx import Nginx
from local.ports import LOOPBACK, free_port
from local.stack import Stack
from testkit.photos import phone_photo
from testkit.tls_proxies import CaddyProxy, NginxProxy, TlsProxy
from tests.servers.certificate import Certificate

CLIENT = "127.0.0.2"  # the source address of the client's connections
EMAIL, PASSWORD = "ada@example.com", "a sentence is fine"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    env = {"PUBLIC_URL": "https://localhost"}
    with Stack(tmp_path_factory.mktemp("stack"), parts={"database", "api"}, env=env) as stack:
        login = ("create-admin", "--email", EMAIL, "--password-stdin")
        stack.foyer(*login, standard_input=f"{PASSWORD}\n")
        yield stack


@pytest.fixture(scope="module")
def web(stack: Stack) -> Iterator[Nginx]:
    """Foyer's own nginx, which trusts the proxy on 127.0.0.1."""
    web = Nginx(
        stack.folder / "web",
        free_port(),
        stack.upstreams,
        stack.storage / "media",
        Context(stack.logs),
        public_url=stack.url,
        trusted_proxy=LOOPBACK,
    )
    web.start()
    yield web
    web.stop()


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxy(
    request: pytest.FixtureRequest, web: Nginx, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TlsProxy]:
    folder: Path = tmp_path_factory.mktemp("proxy")
    if request.param == "nginx":
        certificate = Certificate.create(folder, f"IP:{LOOPBACK}")
        proxy: TlsProxy = NginxProxy(
            folder / "tls", web.port, Context(folder), certificate.file, certificate.key
        )
    else:
        proxy = CaddyProxy(folder / "tls", web.port, Context(folder))
    proxy.start()
    yield proxy
    proxy.stop()


@pytest.fixture
def client(proxy: TlsProxy) -> Iterator[httpx.Client]:
    transport = httpx.HTTPTransport(verify=proxy.trust(), local_address=CLIENT)
    with httpx.Client(base_url=proxy.url, transport=transport, timeout=30) as client:
        yield client


def test_log_in_over_tls_sets_a_secure_cookie_and_hsts(client: httpx.Client) -> None:
    response = client.post("/api/sessions", json={"email": EMAIL, "password": PASSWORD})

    assert response.is_success, response.text
    cookies = response.headers.get_list("set-cookie")
    assert cookies
    assert all("; Secure" in cookie for cookie in cookies)
    assert response.headers["strict-transport-security"] == "max-age=31536000"
    assert client.get("/api/me").json()["email"] == EMAIL


def test_address_of_the_client_is_that_of_its_connection(
    stack: Stack, client: httpx.Client
) -> None:
    forged = {"X-Forwarded-For": "198.51.100.7", "X-Real-IP": "198.51.100.7"}
    login = {"email": EMAIL, "password": PASSWORD}
    response = client.post("/api/sessions", json=login, headers=forged)

    reference = response.headers["x-request-id"]
    with psycopg.connect(stack.database_url) as connection:
        query = "SELECT ip FROM audit_events WHERE reference = %s"
        assert set(connection.execute(query, [reference]).fetchall()) == {(CLIENT,)}


def test_upload_of_a_picture_passes_the_proxy(client: httpx.Client) -> None:
    form = {"email": f"{client.base_url.port}@example.com", "password": PASSWORD}
    files = {"picture": ("me.jpg", phone_photo(), "image/jpeg")}

    response = client.post("/api/sign-ups", data={**form, "display_name": "Ada"}, files=files)

    assert response.status_code == httpx.codes.ACCEPTED, response.text


# Caddy redirects by itself, from port 80 only.
@pytest.mark.parametrize("proxy", ["nginx"], indirect=True)
def test_plain_http_is_redirected_to_https(proxy: NginxProxy) -> None:
    response = httpx.get(f"http://{LOOPBACK}:{proxy.plain_port}/sign-up?from=mail", trust_env=False)

    assert response.status_code == httpx.codes.MOVED_PERMANENTLY
    assert response.headers["location"] == f"https://{LOOPBACK}/sign-up?from=mail"
