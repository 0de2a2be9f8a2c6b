"""DATABASE_URL, for the API, the workers, the listener, the migrations and the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from foyer.urls.parsing import UrlError, check_host, parse_url

_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# libpq's parameters that Foyer does not choose itself; none of them is a secret.
_PARAMETERS = (
    *("host", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslnegotiation"),
    *("channel_binding", "gssencmode", "require_auth", "target_session_attrs"),
)


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """A PostgreSQL database."""

    host: str
    port: int | None
    name: str
    user: str | None
    password: str | None = field(repr=False)
    parameters: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse `postgresql://[user[:password]@]host[:port]/database[?sslmode=…]`.

        Raises:
            UrlError: the URL is ambiguous or incomplete; the message says how to write it.
        """
        url = parse_url(text, schemes=("postgresql", "postgres"), query_names=_PARAMETERS)
        parameters = dict(url.query)
        host = url.host or parameters.pop("host", "")
        if not host or "host" in parameters:
            raise UrlError(
                "one host is needed: postgresql://host/… or postgresql:///…?host=/folder."
            )
        if not host.startswith(("/", "@")):  # a Unix socket
            check_host(host)
        if not url.path.strip("/"):
            raise UrlError("the name of the database is needed: postgresql://host/name.")
        if parameters.get("sslmode", _SSL_MODES[0]) not in _SSL_MODES:
            raise UrlError(f"sslmode must be one of {', '.join(_SSL_MODES)}.")
        return cls(
            host=host,
            port=url.port,
            name=url.path.removeprefix("/"),
            user=url.user or None,
            password=url.password or None,
            parameters=parameters,
        )

    def psycopg_parameters(self) -> dict[str, Any]:
        """Return keyword arguments for `psycopg.connect`."""
        parameters = {
            "host": self.host,
            "port": self.port,
            "dbname": self.name,
            "user": self.user,
            "password": self.password,
            **self.parameters,
        }
        return {name: value for name, value in parameters.items() if value is not None}
