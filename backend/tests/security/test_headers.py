"""Security headers of every kind of response, from the real API and the real Flower."""

import httpx
import pytest

from local.nginx import Nginx
from testkit.person import Person

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "server": "nginx",
}
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


def check(response: httpx.Response, status: int, policy: str) -> None:
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert response.headers.get_list("content-security-policy") == [policy]
    assert "camera=()" in response.headers["permissions-policy"]
    assert "x-frame-options" not in response.headers
    assert "x-powered-by" not in response.headers
    assert response.headers["x-request-id"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/assets/index-1a2b3c.js", 200),
        ("GET", "/assets/missing.js", 404),
        ("GET", "/api/health/live", 200),
        ("GET", "/api/me", 401),
        ("GET", "/api/nowhere", 404),
        ("PUT", "/api/me", 405),
        ("POST", "/api/sessions", 422),
        ("DELETE", "/api/sessions/current", 204),
        ("GET", "/flower/workers", 401),
        ("POST", "/", 405),
    ],
)
def test_pages_and_responses_have_the_strict_policy(
    visitor: httpx.Client, method: str, path: str, status: int
) -> None:
    check(visitor.request(method, path), status, STRICT)


def test_only_flower_and_the_api_docs_allow_inline_code(
    visitor: httpx.Client,
) -> None:
    assert "unsafe" not in STRICT + SANDBOX
    docs = visitor.get("/api/docs").headers["content-security-policy"]
    assert "script-src 'self';" in docs
    assert "style-src 'self' 'unsafe-inline';" in docs


def test_nginx_error_under_api_is_a_problem_with_the_same_headers(
    visitor: httpx.Client,
) -> None:
    response = visitor.post("/api/sessions", content=bytes(70_000))
    check(response, 413, STRICT)
    assert response.headers["content-type"].startswith("application/problem+json")
    assert response.json()["code"] == "body_too_large"


def test_refused_cross_site_request_has_the_same_headers(visitor: httpx.Client) -> None:
    response = visitor.delete("/api/me", headers={"Sec-Fetch-Site": "cross-site"})
    check(response, 403, STRICT)


def test_thumbnail_is_sandboxed(visitor: httpx.Client, person: Person) -> None:
    person.sign_up().raise_for_status()
    thumbnail = person.wait_for("SUCCESS")["thumbnails"]["64"]
    response = visitor.get(thumbnail)
    check(response, 200, SANDBOX)
    assert response.headers["content-type"] == "image/webp"
    check(visitor.get(thumbnail.replace("64", "63")), 404, STRICT)  # the page for a missing picture


def test_flower_policy_applies_under_its_own_path_only(web: Nginx, admin: Person) -> None:
    cookies = dict(admin.http.cookies)
    with httpx.Client(base_url=web.url, cookies=cookies, trust_env=False) as visitor:
        flower = visitor.get("/flower/workers")
        elsewhere = visitor.get("/api/me")
    policy = flower.headers["content-security-policy"]
    check(flower, 200, policy)
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "frame-ancestors 'none'" in policy
    check(elsewhere, 200, STRICT)
