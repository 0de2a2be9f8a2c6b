"""Pseudonyms of addresses, for the audit log and the broker: comparable, but not readable."""

import hmac

from foyer.settings import Settings


def pseudonym(email_key: str, settings: Settings) -> str:
    """32 hexadecimal characters. Without SECRET_KEY an address cannot be compared with them."""
    message = b"pseudonym:" + email_key.encode(errors="surrogatepass")
    return hmac.digest(settings.secret_key.get_secret_value().encode(), message, "sha256")[
        :16
    ].hex()
