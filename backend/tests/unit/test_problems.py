"""Unexpected errors."""

import asyncio

import httpx

from foyer.main import create_app


def test_unexpected_error_reveals_only_its_reference() -> None:
    app = create_app()

    @app.get("/api/broken")
    async def broken() -> None:
        raise ZeroDivisionError("a secret")

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/api/broken")

    answer = asyncio.run(get())
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (500, "internal_error")
    assert "secret" not in answer.text
    assert len(problem["reference"]) == 32
    assert problem["reference"] == answer.headers["X-Request-ID"]
