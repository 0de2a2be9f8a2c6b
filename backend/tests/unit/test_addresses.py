"""Addresses: one exact address, one key for all ways to write it."""

import pytest

from foyer.accounts.email.addresses import AddressError, mask, parse_address


@pytest.mark.parametrize(
    ("typed", "address", "key"),
    [
        ("ada@example.com", "ada@example.com", "ada@example.com"),
        ("  Ada.L@EXAMPLE.com ", "Ada.L@example.com", "ada.l@example.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ada+news@example.com", "ada+news@example.com", "ada+news@example.com"),
    ],
)
def test_an_address_is_read(typed: str, address: str, key: str) -> None:
    parsed = parse_address(typed)
    assert (parsed.address, parsed.key) == (address, key)


@pytest.mark.parametrize(
    "typed",
    [
        "ada",
        "ada@",
        "@example.com",
        "a@b.c, x@y.z",
        "ada@example.com\nBcc: eve@example.com",
        "Ada <ada@example.com>",
        "ada@exa mple.com",
        "ada@[127.0.0.1]",
        "a" * 65 + "@example.com",
        "é@example.com",
        "ﬀ@example.com",
        "=?utf-8?q?x?=@example.com",
    ],
)
def test_anything_else_is_not_an_address(typed: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(typed)
    assert caught.value.problem.field == "email"
    assert caught.value.problem.code == "email_invalid"


def test_an_empty_field_is_asked_for() -> None:
    with pytest.raises(AddressError, match="Enter your e-mail address"):
        parse_address(" ")


def test_a_mask_shows_one_letter() -> None:
    assert mask("marguerite@example.com") == "m•••@example.com"
