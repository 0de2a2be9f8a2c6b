"""Size limits of request bodies, per route."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from bench import other_ways
from foyer.api.middleware.body_limit import picture_body_limit
from foyer.long_polling.subscriptions import Subscriptions
from foyer.main import create_app
from foyer.settings import get_settings

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


def test_every_route_with_a_file_has_the_limit_of_a_picture() -> None:
    limit = picture_body_limit(get_settings())
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
        if getattr(context, "max_body_size", None) == limit
    }
    assert with_file == {"create_sign_up", "change_sign_up_picture", "change_picture"}
    assert with_file <= with_limit
