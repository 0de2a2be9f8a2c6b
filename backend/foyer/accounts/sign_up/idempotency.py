"""Idempotency of sign-ups: a client that lost the response can send the same request again."""

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.errors import FoyerError
from foyer.models import SignUp


class IdempotencyKeyReusedError(FoyerError):
    """This Idempotency-Key was used for another request. Please use a new one."""

    code = "idempotency_key_reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """A request that the client can repeat without making a second sign-up.

    Attributes:
        key: the Idempotency-Key header.
        fingerprint: a hash of the request's content, see `fingerprint`.
    """

    key: str
    fingerprint: bytes

    async def find_sign_up(self, session: AsyncSession) -> UUID | None:
        """The id of the sign-up that this request made earlier, or None.

        Raises:
            IdempotencyKeyReusedError: the key belongs to a request with other content.
        """
        query = select(SignUp.id, SignUp.fingerprint).where(SignUp.idempotency_key == self.key)
        sign_up = (await session.execute(query)).one_or_none()
        if sign_up is None:
            return None
        if sign_up.fingerprint != self.fingerprint:
            raise IdempotencyKeyReusedError
        sign_up_id: UUID = sign_up.id
        return sign_up_id


def fingerprint(*parts: str | bytes) -> bytes:
    """SHA-256 of all parts. Never pass the password: only its slow hash may be stored."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.digest()
