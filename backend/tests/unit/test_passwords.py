"""Password hashes."""

import asyncio

from foyer.accounts.password.hashing import hash_password_sync, verify_password


def verify(password: str, password_hash: str | None) -> bool:
    return asyncio.run(verify_password(password, password_hash))


def test_only_the_password_itself_fits() -> None:
    kept = hash_password_sync("a sentence is fine")
    assert "sentence" not in kept
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify("a sentence is fine", kept)
    assert not verify("A sentence is fine", kept)


def test_an_unknown_account_is_never_right() -> None:
    assert not verify("nobody has this password", None)


def test_a_keyboard_may_compose_characters_its_own_way() -> None:
    assert verify(
        "cafe\u0301 cafe\u0301 cafe\u0301", hash_password_sync("caf\u00e9 caf\u00e9 caf\u00e9")
    )
