"""Pseudonyms of addresses, for the audit log and the broker: comparable, but not readable."""

import hmac

from foyer.settings import Settings


def pseudonym(email_key: str, settings: Settings) -> str:
    """32 hexadecimal characters. Without SECRET_KEY an address cannot be compared with them."""
    return pseudonyms(email_key, settings)[0]


def pseudonyms(email_key: str, settings: Settings) -> tuple[str, ...]:
    """The address's pseudonym by each signing key, the current key's first."""
    message = b"pseudonym:" + email_key.encode(errors="surrogatepass")
    return tuple(hmac.digest(key, message, "sha256")[:16].hex() for key in settings.signing_keys)
