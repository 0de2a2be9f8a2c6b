"""Problem documents (RFC 9457): the bodies of error responses."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from foyer.accounts.tokens import LinkPurpose
from foyer.api.schemas.base import Schema


class FieldProblem(Schema):
    field: str
    code: str
    message: str


class Problem(Schema):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: Annotated[str, Field(description="Stable; programs may rely on it.")]
    reference: Annotated[
        str, Field(description="The request's id. Administrators can search for it.")
    ]
    errors: list[FieldProblem] | None = None
    link: Annotated[
        LinkPurpose | None, Field(description="What a link was for that cannot be used.")
    ] = None
    email: Annotated[str | None, Field(description="The address that the link is about.")] = None
    user_id: Annotated[
        UUID | None, Field(description="The account that the link is about, if it is known.")
    ] = None
    resend: Annotated[
        bool | None, Field(description="Whether this browser's sign-up can get another link.")
    ] = None
    retry_after: Annotated[int | None, Field(description="Seconds to wait, with 429.")] = None
