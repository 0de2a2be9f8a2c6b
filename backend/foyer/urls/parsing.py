"""Strict parsing of a URL with a user and a password.

The messages never repeat the text: it may contain a password. The standard library only, because
the health check of the containers imports this every few seconds.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

# RFC 3986, 2: every other character of a URL must be percent-encoded.
_URL_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*")
_INCOMPLETE_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Resolvers accept labels of up to 63 characters; Python's raises no OSError for others.
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_\-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
_FIRST_PRINTABLE = " "
_HIGHEST_PORT = 65535
_ENCODE = "in the user name and the password, write"


class UrlError(ValueError):
    """A URL that not every process would understand; the message says how to write it."""


@dataclass(frozen=True, slots=True)
class UrlParts:
    """The decoded parts of a URL. An absent text is empty."""

    scheme: str
    host: str
    port: int | None
    user: str
    password: str = field(repr=False)
    path: str
    query: dict[str, str] = field(repr=False)


def parse_url(
    text: str, *, schemes: Collection[str], query_names: Collection[str] = ()
) -> UrlParts:
    """Split the URL and decode its parts.

    Raises:
        UrlError: the scheme or a name in the query is not one of these, or the text is ambiguous.
    """
    url = _split(text, schemes)
    if url.hostname:
        check_host(url.hostname)
    parameters = parse_qsl(url.query, keep_blank_values=True)
    query = dict(parameters)
    if len(query) < len(parameters):
        raise UrlError("each parameter after the ? may have one value only.")
    if unknown := query.keys() - set(query_names):
        known = ", ".join(query_names) or "none"
        count = len(unknown)
        raise UrlError(
            f"{count} unknown parameter{'s' if count > 1 else ''} after the ? (known: {known}); "
            f"{_ENCODE} ? as %3F."
        )
    return UrlParts(
        scheme=url.scheme,
        host=url.hostname or "",
        port=parse_port(url),
        user=_decode(url.username),
        password=_decode(url.password),
        path=_decode(url.path),
        query=query,
    )


def parse_port(url: SplitResult) -> int | None:
    """Return the port.

    Raises:
        UrlError: it is not a number from 1 to 65535.
    """
    try:
        port = url.port
    except ValueError:
        port = 0
    if port is None or 0 < port <= _HIGHEST_PORT:
        return port
    raise UrlError(
        f"the port must be a number from 1 to {_HIGHEST_PORT}; "
        f"{_ENCODE} / as %2F, : as %3A and ? as %3F."
    )


def check_host(host: str) -> None:
    """Refuse a text that no resolver would accept as a host.

    Raises:
        UrlError: it is neither a name nor an address.
    """
    if not _HOST.fullmatch(host):
        raise UrlError(
            "the host must be a name or an address in ASCII characters, with 1 to 63 characters "
            "between two dots."
        )


def check_scheme(text: str, schemes: Collection[str]) -> None:
    """Refuse a text that does not begin with one of the schemes and ://.

    Raises:
        UrlError: it does not.
    """
    scheme, separator, _ = text.partition("://")
    if not separator or scheme.lower() not in schemes:
        raise UrlError(f"it must begin with {' or '.join(f'{name}://' for name in schemes)}.")


def _split(text: str, schemes: Collection[str]) -> SplitResult:
    check_scheme(text, schemes)
    if not _URL_CHARACTERS.fullmatch(text):
        raise UrlError(
            "a character must be percent-encoded as UTF-8: a space as %20, ä as %C3%A4, "
            'and likewise " < > \\ ^ ` { | }.'
        )
    if _INCOMPLETE_ESCAPE.search(text):
        raise UrlError("a % must be followed by two hexadecimal digits; write % itself as %25.")
    if "#" in text:
        raise UrlError(f"{_ENCODE} # as %23.")
    try:
        url = urlsplit(text)
    except ValueError:
        raise UrlError(f"the brackets of the host do not match; {_ENCODE} [ as %5B.") from None
    if url.netloc.count("@") > 1 or "@" in url.path:
        raise UrlError(f"{_ENCODE} @ as %40 and / as %2F.")
    return url


def _decode(text: str | None) -> str:
    try:
        decoded = unquote(text or "", errors="strict")
    except UnicodeDecodeError:
        raise UrlError("the percent-encoded bytes must be UTF-8: ä is %C3%A4.") from None
    if any(character < _FIRST_PRINTABLE for character in decoded):
        raise UrlError("it must contain no control characters.")
    return decoded
