"""DATABASE_URL, for the API, the workers, the listener, the migrations and the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from foyer.urls.parsing import UrlError, check_host, parse_url

_SESSION_ATTRIBUTES = ("any", "read-write", "read-only", "primary", "standby", "prefer-standby")
# libpq refuses other values only when it connects, and that looks like a server that is down.
_VALUES: Mapping[str, tuple[str, ...]] = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "sslnegotiation": ("postgres", "direct"),
    "channel_binding": ("disable", "prefer", "require"),
    "gssencmode": ("disable", "prefer", "require"),
    "target_session_attrs": _SESSION_ATTRIBUTES,
}
_AUTH_METHODS = ("password", "md5", "gss", "sspi", "scram-sha-256", "oauth", "none")
# libpq's parameters that Foyer does not choose itself; none of them is a secret.
_TLS_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl")
_SYSTEM = "system"  # as sslrootcert: the authorities of the operating system
_PARAMETERS = ("host", *_VALUES, "require_auth", *_TLS_FILES)


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
        if not host or "host" in parameters or "," in host:
            raise UrlError(
                "one host is needed: postgresql://host/… or postgresql:///…?host=/folder."
            )
        if not host.startswith(("/", "@")):  # a Unix socket
            check_host(host)
        if not url.path.strip("/"):
            raise UrlError("the name of the database is needed: postgresql://host/name.")
        _check_values(parameters)
        return cls(
            host=host,
            port=url.port,
            name=url.path.removeprefix("/"),
            user=url.user or None,
            password=url.password or None,
            parameters=parameters,
        )

    @property
    def files(self) -> Mapping[str, str]:
        """The files that the URL names, by parameter."""
        named = {name: self.parameters.get(name) for name in _TLS_FILES}
        return {name: file for name, file in named.items() if file and file != _SYSTEM}

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


def _check_values(parameters: Mapping[str, str]) -> None:
    for name, values in _VALUES.items():
        if parameters.get(name, values[0]) not in values:
            raise UrlError(f"{name} must be one of {', '.join(values)}.")
    if parameters.get("require_auth"):
        _check_methods(parameters["require_auth"].split(","))
    is_system = parameters.get("sslrootcert") == _SYSTEM
    sslmode = parameters.get("sslmode", "verify-full" if is_system else "prefer")  # as libpq does
    strict = ("require", "verify-ca", "verify-full")
    if parameters.get("sslnegotiation") == "direct" and sslmode not in strict:
        raise UrlError(f"sslnegotiation=direct needs an sslmode of {', '.join(strict)}.")
    if is_system and sslmode != "verify-full":
        raise UrlError("sslrootcert=system needs sslmode=verify-full.")


def _check_methods(methods: list[str]) -> None:
    names = {method.removeprefix("!") for method in methods}
    negated = {method.startswith("!") for method in methods}
    if not names <= set(_AUTH_METHODS) or len(names) < len(methods) or len(negated) > 1:
        raise UrlError(
            f"require_auth must be different ones of {', '.join(_AUTH_METHODS)}, separated by "
            "commas: all of them with a ! before, or none."
        )
