"""PUBLIC_URL: the address that people type."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

import idna

from foyer.urls.parsing import UrlError, check_scheme, parse_port

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class PublicUrl:
    """Scheme, host and port of the site, as browsers write them."""

    scheme: str
    host: str  # lower case; an international name in its ASCII form (xn--…)
    port: int | None  # None: the scheme's own

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse `https://host[:port]`; capitals, a / at the end and `https://münchen.example` too.

        Raises:
            UrlError: there is no host, or more than scheme, host and port.
        """
        check_scheme(text, _DEFAULT_PORTS)
        if not text.isprintable() or " " in text or "\\" in text:
            raise UrlError("it must contain no spaces, control characters or backslashes.")
        try:
            url = urlsplit(text)
        except ValueError:
            raise UrlError("the brackets of the host do not match.") from None
        if not url.hostname:
            raise UrlError("an address with a host is needed, https://….")
        if url.path not in ("", "/") or url.query or url.fragment or "@" in url.netloc:
            raise UrlError(
                "it must be scheme, host and port only: Foyer needs a host name of its own, "
                "without a path."
            )
        port = parse_port(url)
        return cls(
            scheme=url.scheme,
            host=_ascii_host(url.hostname),
            port=None if port == _DEFAULT_PORTS[url.scheme] else port,
        )

    @property
    def origin(self) -> str:
        """The site as browsers send it in the header Origin."""
        return f"{self.scheme}://{self._authority(self.host)}"

    def page(self, path: str) -> str:
        """Return the address of a page; `path` begins with /."""
        return f"{self.origin}{path}"

    def __str__(self) -> str:
        """Return the site as people write it: `https://münchen.example`."""
        try:
            host = idna.decode(self.host)
        except idna.IDNAError:
            host = self.host
        return f"{self.scheme}://{self._authority(host)}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    def _authority(self, host: str) -> str:
        bracketed = f"[{host}]" if ":" in host else host
        return bracketed if self.port is None else f"{bracketed}:{self.port}"


def _ascii_host(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        raise UrlError("the host must be a valid name or address.") from None
