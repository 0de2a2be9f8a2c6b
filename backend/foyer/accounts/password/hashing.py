"""Passwords: Argon2id, off the event loop."""

import asyncio
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foyer.settings import get_settings

# OWASP's first choice for Argon2id: 19 MiB, two passes, one lane; 25-42 ms of one core here.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


async def hash_password(password: str) -> str:
    """Argon2id, in a thread; only as many at once as the settings allow."""
    async with _turn():
        return await asyncio.to_thread(_HASHER.hash, _bytes(password))


async def verify_password(password: str, password_hash: str | None) -> bool:
    """Takes as long for an unknown account (None) as for a known one."""
    async with _turn():
        return await asyncio.to_thread(_verify, password, password_hash)


def hash_password_sync(password: str) -> str:
    """The same for the CLI, which has no event loop."""
    return _HASHER.hash(_bytes(password))


def _verify(password: str, password_hash: str | None) -> bool:
    try:
        _HASHER.verify(password_hash or _nobodys_hash(), _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def _bytes(password: str) -> bytes:
    """One byte sequence for all ways a keyboard may compose the same characters."""
    return unicodedata.normalize("NFC", password).encode(errors="surrogatepass")


@cache
def _turn() -> asyncio.Semaphore:
    return asyncio.Semaphore(get_settings().hashing_concurrency)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(b"nobody has this password")
