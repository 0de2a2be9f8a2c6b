"""Conditional answers: what has not changed is not sent again."""

import hashlib

from fastapi import Request, Response
from pydantic import BaseModel


def conditional(request: Request, body: BaseModel) -> Response:
    """The body with its ETag, or 304 when the client has it already."""
    content = body.model_dump_json(by_alias=True).encode()
    tag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    known = request.headers.get("if-none-match", "")
    if tag in {part.strip().removeprefix("W/") for part in known.split(",")}:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)
