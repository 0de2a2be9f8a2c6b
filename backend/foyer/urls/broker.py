"""BROKER_URL, for Celery, Flower, the rate limits and the health checks alike."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from redis import DriverInfo

from foyer.urls.parsing import UrlError, parse_url

_DEFAULT_PORT = 6379
_TLS_FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_VERIFICATION = {"required": True, "none": False}


@dataclass(frozen=True, slots=True)
class BrokerUrl:
    """A server that speaks the Redis protocol; `rediss://` verifies its certificate."""

    host: str
    port: int
    database: int
    user: str | None
    password: str | None = field(repr=False)
    tls: Mapping[str, Any] | None  # keyword arguments of redis-py; None without TLS

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse `redis[s]://[[user]:password@]host[:port][/database]`.

        Raises:
            UrlError: the URL is ambiguous or incomplete; the message says how to write it.
        """
        url = parse_url(
            text, schemes=("redis", "rediss"), query_names=(*_TLS_FILES, "ssl_cert_reqs")
        )
        if not url.host or ":" in url.host:
            raise UrlError("a host name or an IPv4 address is needed.")  # Flower takes no IPv6
        if url.user and not url.password:
            raise UrlError("a user name needs a password: redis://user:password@host.")
        if url.scheme == "redis" and url.query:
            raise UrlError("the parameters after the ? belong to rediss://.")
        return cls(
            host=url.host,
            port=url.port or _DEFAULT_PORT,
            database=_database(url.path),
            user=url.user or None,
            password=url.password or None,
            tls=_tls(url.query) if url.scheme == "rediss" else None,
        )

    @property
    def files(self) -> Mapping[str, str]:
        """The files that the URL names, by parameter."""
        return {name: file for name, file in (self.tls or {}).items() if name in _TLS_FILES}

    def redis_parameters(self) -> dict[str, Any]:
        """Return keyword arguments for `redis.Redis` and `redis.asyncio.Redis`."""
        return {
            "host": self.host,
            "port": self.port,
            "db": self.database,
            "username": self.user,
            "password": self.password,
            "driver_info": driver_info(),
            **({} if self.tls is None else {"ssl": True, **self.tls}),
        }

    def celery_settings(self) -> dict[str, Any]:
        """Return Celery's settings for the broker, which Flower reads too."""
        return {
            "broker_transport": "redis",
            "broker_host": self.host,
            "broker_port": self.port,
            "broker_vhost": str(self.database),
            "broker_user": self.user,
            "broker_password": self.password,
            "broker_use_ssl": False if self.tls is None else dict(self.tls),
        }


def driver_info() -> DriverInfo:
    """Return the name of this container's connections, which the health check looks for.

    redis-py sends it with CLIENT SETINFO, and ignores a refusal. CLIENT SETNAME would need a right
    that ACLs of earlier versions do not give.
    """
    return DriverInfo(name=f"foyer@{socket.gethostname()}")


def _database(path: str) -> int:
    number = path.removeprefix("/") or "0"
    if not (number.isascii() and number.isdigit()):
        raise UrlError("the database after the last / must be a number.")
    return int(number)


def _tls(query: dict[str, str]) -> dict[str, Any]:
    verification = query.pop("ssl_cert_reqs", "required")
    if verification not in _VERIFICATION:
        raise UrlError("ssl_cert_reqs must be required or none.")
    return {
        "ssl_cert_reqs": verification,
        "ssl_check_hostname": _VERIFICATION[verification],
        **query,
    }
