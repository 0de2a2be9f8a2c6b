"""The OpenAPI document: FastAPI's, with problem documents as error responses."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from foyer.api.problems import MEDIA_TYPE, PROBLEM_SCHEMA
from foyer.api.rate_limits import PER_ACCOUNT, PER_CLIENT, TooManyRequestsError
from foyer.api.schemas.problems import Problem
from foyer.api.shown_account import HEADER, OtherAccountError
from foyer.errors import InvalidFieldsError

_RETRY_AFTER = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
_SAFE = {"get", "head", "options"}
_TEMPLATE = "#/components/schemas/{model}"


def describe(app: FastAPI) -> None:
    """Document `Problem` responses wherever an endpoint may send them."""
    build = app.openapi

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _with_problems(build)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way to extend it


def _common_errors(method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """Errors that any endpoint may have, unless it documents the same status itself."""
    codes: dict[str, str] = {"400": "bad_request", "503": "database_unavailable"}
    if method not in _SAFE:
        codes["403"] = "cross_site_request"
    if "requestBody" in operation:
        codes |= {"408": "body_too_slow", "413": "body_too_large"}
    return {
        status: _problem_response(f"`{code}`")
        for status, code in codes.items()
        if status not in operation["responses"]
    }


def _document_other_account(operation: dict[str, Any]) -> None:
    """Add the 409 of `Foyer-User` to an operation that takes this header."""
    if any(parameter["name"] == HEADER for parameter in operation.get("parameters", ())):
        conflict = operation["responses"].setdefault("409", _problem_response())
        conflict["description"] = f"{conflict['description']} `{OtherAccountError.code}`".strip()


def _document_rate_limit(operation: dict[str, Any]) -> None:
    """Add the 429 of an operation that has a rate limit, and its Retry-After."""
    responses = operation["responses"]
    if operation["operationId"] in PER_CLIENT.keys() | PER_ACCOUNT.keys():
        responses.setdefault("429", _problem_response(f"`{TooManyRequestsError.code}`"))
    if "429" in responses:
        responses["429"]["headers"] = {"Retry-After": _RETRY_AFTER}


def _problem_response(description: str = "") -> dict[str, Any]:
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}},
    }


def _with_problems(build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    document = build()
    schemas = document["components"]["schemas"]
    _, problem = models_json_schema([(Problem, "serialization")], ref_template=_TEMPLATE)
    schemas.update(problem["$defs"])
    for path in document["paths"].values():
        for method, operation in path.items():
            operation["responses"] |= _common_errors(method, operation)
            _document_other_account(operation)
            _document_rate_limit(operation)
            invalid = operation["responses"].get("422")
            if invalid and "application/json" in invalid["content"]:
                invalid["description"] = f"`{InvalidFieldsError.code}`"
                invalid["content"] = {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}}
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    return document
