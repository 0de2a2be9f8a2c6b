"""MAIL_FROM and MAIL_REPLY_TO: a display name and an address."""

from email.errors import HeaderDefect, HeaderParseError
from email.headerregistry import Address

import idna


def parse_mailbox(text: str) -> Address:
    """Parse `name@host` or `Display name <name@host>`; the display name needs no quotes.

    An international domain is kept in its ASCII form, which every mail server understands.

    Raises:
        ValueError: there is not exactly one address; the message says how to write it.
    """
    if not text.isprintable():
        raise ValueError("it must contain no control characters.")
    display_name, opening, rest = text.strip().rpartition("<")
    if opening and not rest.endswith(">"):
        raise ValueError("it must end with > after the address: Foyer <hello@foyer.example>.")
    address = _ascii_address(rest.removesuffix(">") if opening else rest)
    return Address(display_name=_unquote(display_name.strip()), addr_spec=address)


def _ascii_address(address: str) -> str:
    local_part, _, domain = address.rpartition("@")
    if not local_part.isascii():
        raise ValueError("the part before the @ must be ASCII: not every mail server takes more.")
    try:
        address = f"{local_part}@{idna.encode(domain, uts46=True).decode()}"
        return Address(addr_spec=address).addr_spec
    except (HeaderParseError, HeaderDefect, IndexError, ValueError):
        raise ValueError(
            "one address is needed: hello@foyer.example or Foyer <hello@foyer.example>."
        ) from None


def _unquote(display_name: str) -> str:
    if len(display_name) > 1 and display_name[0] == display_name[-1] == '"':
        return display_name[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return display_name
