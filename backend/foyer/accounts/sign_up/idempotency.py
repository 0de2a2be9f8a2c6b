"""Idempotency of sign-ups: a client that lost the response can send the same request again."""

import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.sign_up.capability import capabilities_of_request, row_id
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
        earlier_capabilities: those that it would have had with earlier values of SECRET_KEY.
        fingerprint: a hash of the request's content, see `fingerprint`.
    """

    capability: UUID
    earlier_capabilities: tuple[UUID, ...]
    fingerprint: bytes

    @classmethod
    def of(cls, idempotency_key: str, fingerprint: bytes, settings: Settings) -> Self:
        current, *earlier = capabilities_of_request(idempotency_key, settings)
        return cls(current, tuple(earlier), fingerprint)

    async def find_sign_up(self, session: AsyncSession) -> UUID | None:
        """Return the capability of the sign-up that this request made earlier, if it made one.

        Raises:
            IdempotencyKeyReusedError: the key belongs to a request with other content.
        """
        capabilities = {row_id(one): one for one in (self.capability, *self.earlier_capabilities)}
        query = select(SignUp.id, SignUp.fingerprint).where(SignUp.id.in_(capabilities))
        sign_up = (await session.execute(query)).first()
        if sign_up is None:
            return None
        if sign_up.fingerprint != self.fingerprint:
            raise IdempotencyKeyReusedError
        return capabilities[sign_up.id]


def fingerprint(*parts: str | bytes) -> bytes:
    """SHA-256 of all parts. Never pass the password: only its slow hash may be stored."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.digest()
