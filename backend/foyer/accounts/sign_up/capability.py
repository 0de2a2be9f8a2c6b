"""The capability of a sign-up: the secret id in its address.

The id of the row is a hash of it. So the row's id can be shown to administrators and logged, and no
table holds the capability.
"""

import hashlib
import hmac
import secrets
from uuid import UUID

from foyer.settings import Settings

_BYTES = 16  # 128 random bits, written as a UUID


def new_capability() -> UUID:
    return UUID(bytes=secrets.token_bytes(_BYTES))


def capabilities_of_request(idempotency_key: str, settings: Settings) -> tuple[UUID, ...]:
    """One capability per signing key, the current key's first.

    They are the same for the same Idempotency-Key: a repeated request finds its sign-up.
    """
    message = b"sign-up:" + idempotency_key.encode()
    return tuple(
        UUID(bytes=hmac.digest(key, message, "sha256")[:_BYTES]) for key in settings.signing_keys
    )


def row_id(capability: UUID) -> UUID:
    """The id of the sign-up's row. Migration 0011 computes the same hash in SQL."""
    return UUID(bytes=hashlib.sha256(b"sign-up:" + capability.bytes).digest()[:_BYTES])
