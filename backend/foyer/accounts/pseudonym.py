"""Pseudonyms: an address that can be recognised but not read, where it has no business to be."""

import hmac

from foyer.settings import Settings


def pseudonym(email_key: str, settings: Settings) -> str:
    """32 hexadecimal characters; only who has the secret can tell whether an address fits."""
    message = b"pseudonym:" + email_key.encode(errors="surrogatepass")
    return hmac.digest(settings.secret_key.get_secret_value().encode(), message, "sha256")[
        :16
    ].hex()
