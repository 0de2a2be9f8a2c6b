"""Error handlers: every error becomes an RFC 9457 problem with a code and a reference."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY
from starlette.types import Scope

from foyer.api.allowed_methods import allowed_methods
from foyer.api.body_limits import BODY_LIMIT
from foyer.api.middleware.request_id import request_id
from foyer.db.retry import DATABASE_ERRORS, passing_fault
from foyer.error_reports.reports import report
from foyer.errors import FoyerError
from foyer.object_storage.errors import StorageFullError
from foyer.settings import get_settings

log = structlog.stdlib.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
PROBLEM_SCHEMA = {"$ref": "#/components/schemas/Problem"}


def responses(*errors: type[FoyerError]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI documentation of the errors that an endpoint may raise."""
    documented: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        response = documented.setdefault(
            int(error.status),
            {"description": "", "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}}},
        )
        response["description"] = f"{response['description']} `{error.code}`".strip()
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
    for database_error in DATABASE_ERRORS:
        app.add_exception_handler(database_error, _database_unavailable)
    app.add_exception_handler(Exception, _unexpected)


async def _foyer_error(_request: Request, error: Exception) -> Response:
    foyer_error = cast(FoyerError, error)
    return problem(
        foyer_error.status,
        foyer_error.code,
        foyer_error.detail,
        extensions=foyer_error.extensions(),
        headers=foyer_error.headers(),
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
        "The request does not have the expected form.",
        extensions={"errors": errors},
    )


def body_problem(status: HTTPStatus, scope: Scope) -> JSONResponse:
    """The response to a request body that was too slow (408) or too large (413)."""
    if status is HTTPStatus.REQUEST_TIMEOUT:
        code, detail = "body_too_slow", "The request body did not arrive in time."
    elif scope.get(MAX_BODY_SIZE_SCOPE_KEY, 0) > BODY_LIMIT:
        code, detail = "picture_too_large", "This file is larger than a picture may be."
    else:
        code, detail = "body_too_large", "The request body is larger than this address accepts."
    return problem(status, code, detail, headers={"Connection": "close"})


async def _http_error(request: Request, error: Exception) -> Response:
    http_error = cast(HTTPException, error)
    status = HTTPStatus(http_error.status_code)
    if status in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}:
        return body_problem(status, request.scope)
    if isinstance(http_error.__cause__, OSError):
        # FastAPI answers 400 to every error while it reads a form, also to a full disk.
        return await _foyer_error(request, StorageFullError())
    code = status.phrase.lower().replace(" ", "_")
    headers = dict(http_error.headers or {})
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = allowed_methods(request.app, request.url.path) or headers["Allow"]
    return problem(status, code, str(http_error.detail), headers=headers)


async def _database_unavailable(_request: Request, error: Exception) -> Response:
    if passing_fault(error) is None:
        raise error  # an error of our statement: unexpected
    log.error("database_unavailable", reason=repr(error))
    return problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "database_unavailable",
        "We cannot reach our records at the moment. Please try again shortly.",
        headers={"Retry-After": "5"},
    )


async def _unexpected(_request: Request, error: Exception) -> Response:
    log.error("unexpected_error", exc_info=error)
    report(get_settings(), error, request=request_id())
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal_error",
        "Something went wrong on our side. The reference helps us to find the cause.",
        headers={
            "X-Request-ID": request_id()
        },  # this response does not pass the RequestId middleware
    )
