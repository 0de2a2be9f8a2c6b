"""E-mail addresses: parsing, the account key, and the masked form."""

from collections.abc import Iterator

import pytest

from foyer.accounts.email.addresses import (
    AddressError,
    key_of_input,
    mailbox_key,
    mask,
    parse_address,
)
from foyer.settings import get_settings

# Zero-width spaces, a byte order mark, direction marks and isolates, a joiner, a no-break space.
INVISIBLE = "\u200b\ufeff\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2069\u2060\u00ad\u200d\u00a0"


@pytest.fixture
def internal_domains(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("INTERNAL_MAIL_DOMAINS", '["Local", "intranet"]')
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("typed", "address", "key"),
    [
        ("ada@example.com", "ada@example.com", "ada@example.com"),
        ("  Ada.L@EXAMPLE.com ", "Ada.L@example.com", "ada.l@example.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("ada+news@example.com", "ada+news@example.com", "ada+news@example.com"),
    ],
)
def test_address_is_parsed_and_normalised(typed: str, address: str, key: str) -> None:
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
def test_text_that_is_not_one_address_is_refused(typed: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(typed)
    assert caught.value.problem.field == "email"
    assert caught.value.problem.code == "email_invalid"


def test_empty_field_asks_for_an_address() -> None:
    with pytest.raises(AddressError, match="Enter your e-mail address"):
        parse_address(f" {INVISIBLE}")


def test_masked_address_shows_only_the_first_letter() -> None:
    assert mask("marguerite@example.com") == "m•••@example.com"


@pytest.mark.parametrize("character", INVISIBLE)
def test_invisible_character_around_an_address_is_ignored(character: str) -> None:
    for text in (
        f"{character}ada@example.com",
        f"ada@example.com{character}",
        f" {character} ada@example.com",
    ):
        assert parse_address(text).address == "ada@example.com"
        assert key_of_input(text) == "ada@example.com"


def test_invisible_character_within_an_address_is_refused() -> None:
    with pytest.raises(AddressError) as caught:
        parse_address("ada\u200b@example.com")
    assert caught.value.problem.code == "email_has_invisible_character"


@pytest.mark.parametrize("text", ["admin@company.local", "admin@intranet", "a@host.localhost"])
def test_internal_domain_is_refused_by_default(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert caught.value.problem.code == "email_invalid"


@pytest.mark.usefixtures("internal_domains")
@pytest.mark.parametrize("text", ["admin@company.local", "admin@LOCAL", "admin@intranet"])
def test_internal_domain_is_accepted_if_the_setting_lists_it(text: str) -> None:
    assert parse_address(text).key == text.casefold()


@pytest.mark.usefixtures("internal_domains")
@pytest.mark.parametrize(
    "text", ["a@localhost", "a@evil-local", "a@host.test", "a b@company.local"]
)
def test_other_domains_stay_refused_if_the_setting_lists_one(text: str) -> None:
    with pytest.raises(AddressError):
        parse_address(text)


@pytest.mark.parametrize(
    ("key", "mailbox"),
    [
        ("ada@example.com", "ada@example.com"),
        ("ada+news@example.com", "ada@example.com"),
        ("ada+a+b@example.com", "ada@example.com"),
        ("+ada@example.com", "+ada@example.com"),
    ],
)
def test_mailbox_key_has_no_tag(key: str, mailbox: str) -> None:
    assert mailbox_key(key) == mailbox
