"""nginx's own behaviour, independent of the servers behind it."""

import json

import httpx
import pytest

from local.nginx import Nginx
from local.tests.integration.conftest import APP_POLICY, PICTURE
from local.tests.waiting import until


def test_the_configuration_has_no_errors_or_warnings(nginx: Nginx) -> None:
    output = nginx.check()

    assert "test is successful" in output
    assert "warn" not in output


@pytest.mark.parametrize(
    ("path", "cache_control"),
    [
        ("/", "no-cache"),
        ("/log-in", "no-cache"),
        ("/assets/index-1a2b3c.js", "public, max-age=31536000, immutable"),
        ("/assets/missing.js", "no-store"),
        (f"/media/{PICTURE}/64.webp", "public, max-age=31536000, immutable"),
        (f"/media/{PICTURE}/128.webp", "no-store"),
    ],
)
def test_only_immutable_files_are_cached_for_long(
    client: httpx.Client, path: str, cache_control: str
) -> None:
    assert client.get(path).headers["cache-control"] == cache_control


def test_a_page_of_the_app_is_the_app(client: httpx.Client) -> None:
    assert "<title>Foyer</title>" in client.get("/profile").text


def test_a_thumbnail_is_a_picture_in_a_sandbox(client: httpx.Client) -> None:
    response = client.get(f"/media/{PICTURE}/64.webp")

    assert response.headers["content-type"] == "image/webp"
    assert "sandbox" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["64.html", "../../dist/index.html", "%2e%2e/%2e%2e/dist/index.html", "", ".64.webp"]
)
def test_only_thumbnails_are_served_under_media(client: httpx.Client, path: str) -> None:
    response = client.get(f"/media/{PICTURE}/{path}")

    assert response.status_code == 404 or "<title>Foyer" in response.text
    assert "<script>" not in response.text


def test_text_is_compressed(client: httpx.Client) -> None:
    response = client.get("/assets/index-1a2b3c.js", headers={"Accept-Encoding": "gzip"})

    assert response.headers["content-encoding"] == "gzip"


def test_forged_headers_about_the_client_are_replaced(client: httpx.Client, nginx: Nginx) -> None:
    forged = {
        "X-Forwarded-For": "6.6.6.6",
        "X-Forwarded-Proto": "https",
        "X-Request-ID": "mine",
        "Forwarded": "for=6.6.6.6",
    }

    response = client.get("/api/echo?q=1", headers=forged)

    headers = response.json()
    assert headers["path"] == "/api/echo?q=1"
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "http"
    assert headers["X-Request-ID"] == response.headers["x-request-id"] != "mine"
    assert headers["Host"] == f"localhost:{nginx.port}"
    assert "Forwarded" not in headers


def test_a_too_large_body_gets_a_problem_document(client: httpx.Client) -> None:
    response = client.post("/api/sign-ups", content=bytes(11 * 1024 * 1024 + 1))

    assert response.status_code == 413
    assert response.headers["content-type"].startswith("application/problem+json")
    assert response.json()["code"] == "picture_too_large"
    assert response.json()["reference"] == response.headers["x-request-id"]


def test_a_large_picture_reaches_the_api(client: httpx.Client) -> None:
    assert client.post("/api/sign-ups", content=bytes(10 * 1024 * 1024)).status_code == 200


def test_the_trace_that_a_page_begins_reaches_the_api(client: httpx.Client) -> None:
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    echo = client.get("/api/echo", headers={"traceparent": traceparent}).json()

    assert echo["traceparent"] == traceparent


def test_without_an_api_the_response_is_a_problem_document(nginx_alone: Nginx) -> None:
    response = httpx.get(f"{nginx_alone.url}/api/me", trust_env=False)

    assert response.status_code == 503
    assert response.headers["content-type"].startswith("application/problem+json")
    assert json.loads(response.text)["code"] == "unavailable"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/flower/", "/"])
def test_without_flower_and_pages_the_response_is_a_page(nginx_alone: Nginx, path: str) -> None:
    response = httpx.get(nginx_alone.url + path, trust_env=False)

    assert response.status_code == 503
    assert "Back in a moment" in response.text
    assert response.headers["content-security-policy"] == APP_POLICY


def test_the_log_has_no_query_strings(client: httpx.Client, nginx: Nginx) -> None:
    client.get("/api/confirm?token=secret")

    assert until(lambda: nginx.output.contains('"GET /api/confirm" 200'))
    assert not nginx.output.contains("secret")


def test_the_inbox_has_its_own_host_name(inbox: httpx.Client) -> None:
    page, mail = inbox.get("/"), inbox.get("/messages/1.html")

    assert page.json()["path"] == "/"
    assert "'unsafe-eval'" in page.headers["content-security-policy"]
    assert "sandbox" in mail.headers["content-security-policy"]
    assert "script-src" not in mail.headers["content-security-policy"]
    assert mail.headers["x-content-type-options"] == "nosniff"
