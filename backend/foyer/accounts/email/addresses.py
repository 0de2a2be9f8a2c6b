"""E-mail addresses: parsing, and the key that identifies an account."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from email.errors import MessageDefect
from email.headerregistry import Address

from email_validator import (
    SPECIAL_USE_DOMAIN_NAMES,
    EmailNotValidError,
    ValidatedEmail,
    validate_email,
)

from foyer.accounts.invisible_characters import remove_invisible, strip_invisible
from foyer.errors import FieldError, InvalidFieldsError
from foyer.settings import get_settings

# The library refuses these for every address. It has no argument for exceptions, so its list is
# emptied and the check is made here.
_RESERVED_DOMAINS = tuple(SPECIAL_USE_DOMAIN_NAMES)
SPECIAL_USE_DOMAIN_NAMES.clear()


class AddressError(Exception):
    """The text is not one e-mail address. `problem` is the error for the form."""

    def __init__(self, problem: FieldError) -> None:
        self.problem = problem
        super().__init__(problem.message)


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """A parsed address.

    Attributes:
        address: the address to send to. The domain is ASCII (punycode).
        key: the normalised address (lower case, NFKC). Addresses with the same key are the same
            account.
    """

    address: str
    key: str


def parse_address(text: str) -> EmailAddress:
    """Parse an address that a person typed or pasted.

    Spaces and invisible characters around it are ignored.

    Raises:
        AddressError: the text is not exactly one address.
    """
    stripped = strip_invisible(text)
    if remove_invisible(stripped) != stripped:
        message = "The address has an invisible character inside. Type it instead of pasting it."
        raise AddressError(FieldError("email", "email_has_invisible_character", message))
    try:
        valid = _validate(stripped)
        address = f"{valid.local_part}@{valid.ascii_domain}"
        Address(addr_spec=address)  # the message composer must accept it too
    except (EmailNotValidError, MessageDefect) as error:
        code = "email_invalid" if stripped else "email_missing"
        raise AddressError(FieldError("email", code, _message(stripped, error))) from error
    return EmailAddress(address, unicodedata.normalize("NFKC", address).casefold())


def parse_address_field(text: str) -> EmailAddress:
    """Parse the only address of a form.

    Raises:
        InvalidFieldsError: the text is not exactly one address.
    """
    try:
        return parse_address(text)
    except AddressError as error:
        raise InvalidFieldsError(error.problem) from error


def key_of_input(text: str) -> str:
    """The key of a typed address; for other text, the text itself in lower case."""
    try:
        return parse_address(text).key
    except AddressError:
        return strip_invisible(text).casefold()


def mailbox_key(email_key: str) -> str:
    """The key without a "+tag": mails to a+1@b.example and a+2@b.example reach one mailbox.

    For rate limits only. As accounts they are different addresses, because not every server
    delivers them to one mailbox.
    """
    local_part, _, domain = email_key.rpartition("@")
    return f"{local_part.partition('+')[0] or local_part}@{domain}"


def mask(address: str) -> str:
    """m•••@example.com: the owner recognises it, and others cannot read it."""
    local_part, _, domain = address.rpartition("@")
    return f"{local_part[:1]}•••@{domain}"


def _validate(text: str) -> ValidatedEmail:
    """Check the syntax and the domain.

    Addresses that need SMTPUTF8 are refused: few mail servers accept them, and the form can say so
    at once. Domains without a dot and reserved ones like `.local` are refused, except those that
    INTERNAL_MAIL_DOMAINS allows.
    """
    is_internal = _is_within(text.rpartition("@")[2], get_settings().internal_mail_domains)
    valid = validate_email(
        text,
        check_deliverability=False,
        strict=True,
        allow_smtputf8=False,
        globally_deliverable=not is_internal,
    )
    if not is_internal and _is_within(valid.ascii_domain, _RESERVED_DOMAINS):
        raise EmailNotValidError("The part after the @-sign is a reserved name.")
    return valid


def _is_within(domain: str, parents: Iterable[str]) -> bool:
    """Whether the domain is one of these or a subdomain of one."""
    return any(f".{domain.casefold()}".endswith(f".{parent}") for parent in parents)


def _message(text: str, error: Exception) -> str:
    if not text:
        return "Enter your e-mail address."
    reason = f" {error}" if isinstance(error, EmailNotValidError) else ""
    return f"We cannot send mail to this address.{reason}"
