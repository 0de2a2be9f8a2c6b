"""Idempotency of sign-ups: a client that lost the response can send the same request again."""

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.sign_up.capability import capability_of_request, row_id
from foyer.errors import FoyerError
from foyer.models import SignUp
from foyer.settings import Settings


class IdempotencyKeyReusedError(FoyerError):
    """This Idempotency-Key was used for another request. Please use a new one."""

    code = "idempotency_key_reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """A request that the client can repeat without making a second sign-up.

    Attributes:
        capability: of the sign-up that this request makes.
        fingerprint: a hash of the request's content, see `fingerprint`.
    """

    capability: UUID
    fingerprint: bytes

    @classmethod
    def of(cls, idempotency_key: str, fingerprint: bytes, settings: Settings) -> Self:
        return cls(capability_of_request(idempotency_key, settings), fingerprint)

    async def has_sign_up(self, session: AsyncSession) -> bool:
        """Whether this request made a sign-up earlier.

        Raises:
            IdempotencyKeyReusedError: the key belongs to a request with other content.
        """
        query = select(SignUp.fingerprint).where(SignUp.id == row_id(self.capability))
        stored_fingerprint = await session.scalar(query)
        if stored_fingerprint is None:
            return False
        if stored_fingerprint != self.fingerprint:
            raise IdempotencyKeyReusedError
        return True


def fingerprint(*parts: str | bytes) -> bytes:
    """SHA-256 of all parts. Never pass the password: only its slow hash may be stored."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.digest()
