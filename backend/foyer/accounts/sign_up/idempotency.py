"""Idempotency: the same request, repeated after a lost answer, is the same sign-up."""

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
    """A request that may come again.

    Attributes:
        key: the client's name for it.
        fingerprint: of what it says.
    """

    key: str
    fingerprint: bytes

    async def find_sign_up(self, session: AsyncSession) -> UUID | None:
        """The sign-up that this request made before, if it did.

        Raises:
            IdempotencyKeyReusedError: the key named another request.
        """
        found = await session.execute(
            select(SignUp.id, SignUp.fingerprint).where(SignUp.idempotency_key == self.key)
        )
        row = found.one_or_none()
        if row is None:
            return None
        if row.fingerprint != self.fingerprint:
            raise IdempotencyKeyReusedError
        sign_up_id: UUID = row.id
        return sign_up_id


def fingerprint(*parts: str | bytes) -> bytes:
    """SHA-256 of all parts. The password is never one: it is kept as a slow hash only."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.digest()
