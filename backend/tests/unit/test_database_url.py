"""DATABASE_URL: libpq understands the whole of it, or it is refused with a sentence."""

import psycopg
import pytest

from foyer.urls.database import DatabaseUrl
from foyer.urls.parsing import UrlError


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://host/", "name of the database"),
        ("postgresql:///foyer", "host is needed"),
        ("postgresql://host:0/foyer", "port must be"),
        ("postgresql://host:65536/foyer", "port must be"),
        ("postgresql://a,b/foyer", "host must be"),
        ("postgresql://host/foyer?password=x", "unknown parameter"),
        ("postgresql://host/foyer?options=-cstatement_timeout=0", "unknown parameter"),
        ("postgresql://host/foyer?sslmode=please", "sslmode must be"),
        ("postgresql://host/foyer?sslmode=require&sslmode=disable", "one value only"),
        ("postgresql://host/foyer?sslnegotiation=tls", "sslnegotiation must be"),
        ("postgresql://host/foyer?sslnegotiation=direct", "needs an sslmode"),
        ("postgresql:///foyer?host=one,two", "one host is needed"),
        ("postgresql://host/foyer?sslrootcert=system&sslmode=require", "needs sslmode=verify-full"),
        ("postgresql://host/foyer?channel_binding=yes", "channel_binding must be"),
        ("postgresql://host/foyer?gssencmode=none", "gssencmode must be"),
        ("postgresql://host/foyer?require_auth=scram", "require_auth must be"),
        ("postgresql://host/foyer?require_auth=md5,!none", "require_auth must be"),
        ("postgresql://host/foyer?require_auth=md5,md5", "require_auth must be"),
        ("postgresql://host/foyer?target_session_attrs=readwrite", "target_session_attrs must be"),
        ("postgresql://a:%FF@host/foyer", "UTF-8"),
        ("postgresql://a:%00@host/foyer", "control characters"),
        ("postgresql://[::1/foyer", "brackets"),
    ],
)
def test_a_database_url_that_cannot_work_is_refused(url: str, reason: str) -> None:
    with pytest.raises(UrlError, match=reason):
        DatabaseUrl.parse(url)


def test_a_database_on_a_unix_socket_is_understood() -> None:
    parameters = DatabaseUrl.parse("postgres:///foyer?host=/run/postgresql").psycopg_parameters()
    assert parameters == {"host": "/run/postgresql", "dbname": "foyer"}


def test_tls_parameters_reach_the_database() -> None:
    url = DatabaseUrl.parse("postgresql://h/foyer?sslmode=verify-full&sslrootcert=/ca.pem")
    parameters = url.psycopg_parameters()
    assert (parameters["sslmode"], parameters["sslrootcert"]) == ("verify-full", "/ca.pem")


@pytest.mark.parametrize(
    "query",
    [
        *("sslmode=verify-full&sslnegotiation=direct&sslrootcert=system", "sslrootcert=system"),
        *("channel_binding=require", "gssencmode=prefer", "target_session_attrs=prefer-standby"),
        *("require_auth=scram-sha-256,md5", "require_auth=!none,!password"),
        *("require_auth=", "sslnegotiation=direct&sslrootcert=system"),
    ],
)
def test_libpq_understands_the_parameters_that_are_taken(query: str) -> None:
    url = DatabaseUrl.parse(f"postgresql://127.0.0.1:1/foyer?{query}")
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(**url.psycopg_parameters())
