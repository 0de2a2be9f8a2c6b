"""Errors at the edge: every one becomes an RFC 9457 problem with a code and a reference."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from foyer.api.allowed_methods import allowed
from foyer.api.middleware.request_id import request_id
from foyer.db.retry import DATABASE_UNAVAILABLE
from foyer.errors import FoyerError

log = structlog.stdlib.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
PROBLEM_SCHEMA = {"$ref": "#/components/schemas/Problem"}


def responses(*errors: type[FoyerError]) -> dict[int | str, dict[str, Any]]:
    """Document which errors an endpoint answers with."""
    documented: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        known = documented.setdefault(
            int(error.status),
            {"description": "", "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}}},
        )
        known["description"] = f"{known['description']} `{error.code}`".strip()
    return documented


def problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    extensions: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    content = {
        "type": f"/problems/{code}",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
        "reference": request_id(),
        **(extensions or {}),
    }
    return JSONResponse(content, status, headers=headers, media_type=MEDIA_TYPE)


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(FoyerError, _foyer_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    for unavailable in DATABASE_UNAVAILABLE:
        app.add_exception_handler(unavailable, _database_unavailable)
    app.add_exception_handler(Exception, _unexpected)


async def _foyer_error(_request: Request, error: Exception) -> Response:
    known = cast(FoyerError, error)
    return problem(
        known.status,
        known.code,
        known.detail,
        extensions=known.extensions(),
        headers=known.headers(),
    )


async def _invalid_request(_request: Request, error: Exception) -> Response:
    errors = [
        {
            "field": str(item["loc"][-1]),
            "code": str(item["type"]),
            "message": str(item["msg"]),
        }
        for item in cast(RequestValidationError, error).errors()
    ]
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "validation_failed",
        "The request is not of the form this address takes.",
        extensions={"errors": errors},
    )


async def _http_error(request: Request, error: Exception) -> Response:
    known = cast(HTTPException, error)
    status = HTTPStatus(known.status_code)
    code = status.phrase.lower().replace(" ", "_")
    headers = dict(known.headers or {})
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = allowed(request.app, request.url.path) or headers["Allow"]
    return problem(status, code, str(known.detail), headers=headers)


async def _database_unavailable(_request: Request, error: Exception) -> Response:
    log.error("database_unavailable", reason=repr(error))
    return problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "database_unavailable",
        "We cannot reach our records at the moment. Please try again shortly.",
        headers={"Retry-After": "5"},
    )


async def _unexpected(_request: Request, error: Exception) -> Response:
    log.error("unexpected", exc_info=error)
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal_error",
        "Something went wrong on our side. The reference helps us to find out what.",
        headers={"X-Request-ID": request_id()},  # written outside of the middleware that does it
    )
