"""Every response has the security headers, of nginx and of the servers behind it."""

import httpx
import pytest

from local.http import NO_TLS
from local.nginx import Nginx
from local.tests.integration.conftest import APP_POLICY, PICTURE

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "server": "nginx",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/welcome/anything", 200),
        ("GET", "/assets/index-1a2b3c.js", 200),
        ("GET", "/assets/missing.js", 404),
        ("GET", f"/media/{PICTURE}/64.webp", 200),
        ("GET", f"/media/{PICTURE}/128.webp", 404),
        ("GET", "/media/", 404),
        ("GET", "/api/anything", 200),
        ("POST", "/api/error", 422),
        ("GET", "/api/docs", 200),
        ("GET", "/flower", 301),
        ("GET", "/flower/", 401),
        ("POST", "/flower/api", 403),
        ("POST", "/", 405),
    ],
)
def test_every_response_has_the_security_headers(
    client: httpx.Client, method: str, path: str, status: int
) -> None:
    response = client.request(method, path)

    assert response.status_code == status
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert len(response.headers.get_list("content-security-policy")) == 1
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "x-frame-options" not in response.headers
    assert "camera=()" in response.headers["permissions-policy"]
    assert len(response.headers["x-request-id"]) == 32


@pytest.mark.parametrize(
    "path",
    ["/", "/welcome/x", "/api/x", "/flower/x", "/api/docs/../../x", "/api/docsx", "/api/docs-x/y"],
)
def test_pages_and_errors_have_the_strict_policy(client: httpx.Client, path: str) -> None:
    assert client.get(path).headers["content-security-policy"] == APP_POLICY


@pytest.mark.parametrize("path", ["/api/docs", "/api/docs/static/swagger-ui.css"])
def test_the_api_documentation_allows_inline_styles(client: httpx.Client, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    assert "script-src 'self'; style-src 'self' 'unsafe-inline';" in policy


def test_hsts_is_sent_with_an_https_address_only(nginx: Nginx, https_nginx: Nginx) -> None:
    plain = httpx.get(f"{nginx.url}/api/x", trust_env=False, verify=NO_TLS)
    secure = httpx.get(f"{https_nginx.url}/api/x", trust_env=False, verify=NO_TLS)

    assert "strict-transport-security" not in plain.headers
    assert secure.headers["strict-transport-security"] == "max-age=31536000"


def test_the_trusted_proxy_decides_the_address_of_the_client(https_nginx: Nginx) -> None:
    forwarded = {"X-Forwarded-For": "6.6.6.6, 198.51.100.7"}

    headers = httpx.get(
        f"{https_nginx.url}/api/echo", headers=forwarded, trust_env=False, verify=NO_TLS
    ).json()

    assert headers["X-Forwarded-For"] == "198.51.100.7"
