"""Password hashing with Argon2id, outside the event loop."""

import asyncio
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foyer.settings import get_settings

# The first choice of OWASP for Argon2id: 19 MiB, two passes, one lane. It takes 25-42 ms of one
# core on the machine where it was measured.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


async def hash_password(password: str) -> str:
    """Hash a password in a thread. HASHING_CONCURRENCY limits how many run at once."""
    async with _hashing_slots():
        return await asyncio.to_thread(_HASHER.hash, _encode(password))


async def verify_password(password: str, password_hash: str | None) -> bool:
    """Compare a password with a hash. None (an unknown account) takes the same time."""
    async with _hashing_slots():
        return await asyncio.to_thread(_verify, password, password_hash)


def hash_password_sync(password: str) -> str:
    """Hash a password in the calling thread, for the command line."""
    return _HASHER.hash(_encode(password))


def normalize_password(password: str) -> str:
    """The form of a password that is checked and hashed.

    A keyboard may compose the same characters in several ways, so the text is normalised (NFC).
    A line end after the password is not part of it: files and pipes add LF or CR LF, and a
    password field in a browser cannot contain either.
    """
    return unicodedata.normalize("NFC", password.rstrip("\r\n"))


def _verify(password: str, password_hash: str | None) -> bool:
    try:
        _HASHER.verify(password_hash or _dummy_hash(), _encode(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def _encode(password: str) -> bytes:
    return normalize_password(password).encode(errors="surrogatepass")


@cache
def _hashing_slots() -> asyncio.Semaphore:
    return asyncio.Semaphore(get_settings().hashing_concurrency)


@cache
def _dummy_hash() -> str:
    """A hash that no account has. It makes unknown accounts cost as much time as known ones."""
    return _HASHER.hash(b"no account has this password")
