"""Password hashing."""

import asyncio

import pytest

from foyer.accounts.password.hashing import hash_password_sync, verify_password


def verify(password: str, password_hash: str | None) -> bool:
    return asyncio.run(verify_password(password, password_hash))


def test_only_the_same_password_matches_a_hash() -> None:
    password_hash = hash_password_sync("a sentence is fine")
    assert "sentence" not in password_hash
    assert password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify("a sentence is fine", password_hash)
    assert not verify("A sentence is fine", password_hash)


def test_unknown_account_never_matches() -> None:
    assert not verify("no account has this password", None)


def test_composed_and_decomposed_characters_match() -> None:
    assert verify(
        "cafe\u0301 cafe\u0301 cafe\u0301", hash_password_sync("caf\u00e9 caf\u00e9 caf\u00e9")
    )


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_end_is_not_part_of_a_password(line_end: str) -> None:
    assert verify("a sentence is fine", hash_password_sync(f"a sentence is fine{line_end}"))
    assert verify(f"a sentence is fine{line_end}", hash_password_sync("a sentence is fine"))
