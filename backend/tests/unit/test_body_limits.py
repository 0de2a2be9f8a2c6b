"""Size limits of request bodies, per route."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from bench import other_ways
from foyer.api.body_limits import BODY_LIMIT, PICTURE_BODY_LIMIT
from foyer.long_polling.subscriptions import Subscriptions
from foyer.main import create_app
from foyer.pictures.validation import MAX_BYTES

ROOT = Path(__file__).parents[3]
MIB = 1024 * 1024
FORM = "multipart/form-data; boundary=x"


def send(app: FastAPI, method: str, path: str, size: int, *, chunked: bool) -> httpx.Response:
    """Send a form that ends without a field; its body has `size` bytes."""
    form = b"--x--" + bytes(size - 5)

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, size, 65536):
            yield form[start : start + 65536]

    async def request() -> httpx.Response:
        app.state.limits = app.state.dispatcher = app.state.late_queues = None
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            content = chunks() if chunked else form
            headers = {"Content-Type": FORM}
            return await client.request(method, path, content=content, headers=headers)

    return asyncio.run(request())


@pytest.mark.parametrize("chunked", [False, True])
def test_body_over_the_default_limit_is_a_problem(chunked: bool) -> None:
    answer = send(create_app(), "PATCH", "/api/me", 70_000, chunked=chunked)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["connection"] == "close"
    assert answer.json()["reference"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("chunked", [False, True])
def test_body_over_the_limit_of_a_picture_is_a_problem(chunked: bool) -> None:
    app = other_ways.create_app()
    answer = send(app, "POST", "/inline/sign-ups", 12 * MIB, chunked=chunked)
    assert (answer.status_code, answer.json()["code"]) == (413, "picture_too_large")


def test_in_request_comparison_of_the_bench_takes_a_picture() -> None:
    app = other_ways.create_app()
    app.state.subscriptions = Subscriptions(0)
    answer = send(app, "POST", "/inline/sign-ups", 10 * MIB, chunked=False)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


def test_the_application_refuses_bodies_above_the_limits_of_nginx() -> None:
    app = other_ways.create_app()
    picture = send(app, "POST", "/inline/sign-ups", 12 * MIB, chunked=False)
    other = send(app, "PATCH", "/api/me", 70_000, chunked=False)
    assert picture.json()["code"] == "picture_too_large"
    assert other.json()["code"] == "body_too_large"


def test_nginx_and_the_page_have_the_limits_of_the_api() -> None:
    """Behind nginx a larger one of the API would have no effect, and the page names the limit."""
    nginx = "".join(path.read_text() for path in (ROOT / "nginx" / "templates").iterdir())
    page = (ROOT / "frontend" / "src" / "lib" / "picture-limits.ts").read_text()
    assert f"client_max_body_size {BODY_LIMIT // 1024}k;" in nginx
    assert f"client_max_body_size {PICTURE_BODY_LIMIT // MIB}m;" in nginx
    assert f"maxPictureBytes = {MAX_BYTES // MIB} * 1024 * 1024;" in page


def test_every_route_with_a_file_has_the_limit_of_a_picture() -> None:
    app = create_app()
    document = app.openapi()
    with_file = {
        operation["operationId"]
        for operations in document["paths"].values()
        for operation in operations.values()
        if "multipart/form-data" in operation.get("requestBody", {}).get("content", {})
    }
    with_limit = {
        context.name
        for context in iter_route_contexts(app.routes)
        if getattr(context, "max_body_size", None) == PICTURE_BODY_LIMIT
    }
    assert with_file == {"create_sign_up", "change_sign_up_picture", "change_picture"}
    assert with_file <= with_limit
