"""E-mail addresses: one exact addr-spec, and one key for all ways to write it."""

import unicodedata
from dataclasses import dataclass
from email.errors import MessageDefect
from email.headerregistry import Address

from email_validator import EmailNotValidError, validate_email

from foyer.errors import FieldError, InvalidFieldsError


class AddressError(Exception):
    """Not an address; carries what to tell the person."""

    def __init__(self, problem: FieldError) -> None:
        self.problem = problem
        super().__init__(problem.message)


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An address.

    Attributes:
        address: to write to; the domain is ASCII.
        key: equal for addresses that are the same account: lower case, NFKC.
    """

    address: str
    key: str


def parse_address(text: str) -> EmailAddress:
    """Read what a person typed.

    Raises:
        AddressError: it is not exactly one address.
    """
    try:
        # Few servers take SMTPUTF8: what cannot be delivered is better said in the form.
        valid = validate_email(
            text.strip(), check_deliverability=False, strict=True, allow_smtputf8=False
        )
        Address(addr_spec=f"{valid.local_part}@{valid.ascii_domain}")  # can it be written, too?
    except (EmailNotValidError, MessageDefect) as error:
        code = "email_missing" if not text.strip() else "email_invalid"
        raise AddressError(FieldError("email", code, _sentence(text, error))) from error
    address = f"{valid.local_part}@{valid.ascii_domain}"
    return EmailAddress(address, unicodedata.normalize("NFKC", address).casefold())


def parse_address_field(text: str) -> EmailAddress:
    """The same for a form that has no other field to complain about.

    Raises:
        InvalidFieldsError: it is not exactly one address.
    """
    try:
        return parse_address(text)
    except AddressError as error:
        raise InvalidFieldsError(error.problem) from error


def key_of_input(text: str) -> str:
    """The key of what somebody typed; of what is no address, something as good for counting."""
    try:
        return parse_address(text).key
    except AddressError:
        return text.strip().casefold()


def mask(address: str) -> str:
    """m•••@example.com: enough to recognise one's own, too little to learn another's."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def _sentence(text: str, error: Exception) -> str:
    if not text.strip():
        return "Enter your e-mail address."
    reason = f" {error}" if isinstance(error, EmailNotValidError) else ""
    return f"This is not an e-mail address we can write to.{reason}"
