"""URLs of the settings: understood everywhere or refused with a sentence."""

import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from foyer.urls.broker import BrokerUrl
from foyer.urls.database import DatabaseUrl
from foyer.urls.parsing import UrlError
from foyer.urls.public import PublicUrl
from foyer.urls.smtp import SmtpSecurity, SmtpUrl
from foyer.urls.storage import StorageUrl

PRINTABLE = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")), min_size=1, max_size=30
)
SECRET = "p4ssw0rd"
# What libraries read in different ways: as parts of the URL, as two URLs, or not at all.
RAW = ["a b", "a@b", "a/b", "a#b", "a?b", "a%b", "ä", 'a"b', "a\\b", "a\tb", "a\nb", "[a"]


@given(PRINTABLE, PRINTABLE)
def test_every_encoded_user_and_password_reaches_the_database(user: str, password: str) -> None:
    url = f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@db.example:5433/foyer"
    parameters = DatabaseUrl.parse(url).psycopg_parameters()
    assert parameters == {
        "host": "db.example",
        "port": 5433,
        "dbname": "foyer",
        "user": user,
        "password": password,
    }
    assert conninfo_to_dict(make_conninfo(**parameters))["password"] == password


@given(PRINTABLE, PRINTABLE)
def test_every_encoded_user_and_password_reaches_the_broker(user: str, password: str) -> None:
    url = BrokerUrl.parse(f"redis://{quote(user, safe='')}:{quote(password, safe='')}@broker/3")
    parameters, celery = url.redis_parameters(), url.celery_settings()
    assert (parameters["username"], parameters["password"]) == (user, password)
    assert (celery["broker_user"], celery["broker_password"]) == (user, password)
    assert (parameters["db"], celery["broker_vhost"]) == (3, "3")


@pytest.mark.parametrize("raw", RAW)
@pytest.mark.parametrize(
    ("parse", "before", "after"),
    [
        (DatabaseUrl.parse, "postgresql://foyer:", "@host/foyer"),
        (BrokerUrl.parse, "redis://:", "@host/0"),
        (SmtpUrl.parse, "smtp://foyer:", "@host:587"),
        (StorageUrl.parse, "s3://foyer:", "@bucket"),
    ],
)
def test_a_raw_special_character_in_a_password_is_refused(
    parse: type, before: str, after: str, raw: str
) -> None:
    with pytest.raises(UrlError) as refused:
        parse(f"{before}{SECRET}{raw}{SECRET}{after}")
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("character", sorted(set(string.punctuation) - set('@/#?%"\\<>^`{|}[]')))
def test_a_harmless_special_character_needs_no_encoding(character: str) -> None:
    password = f"a{character}b"
    assert DatabaseUrl.parse(f"postgresql://foyer:{password}@host/foyer").password == password
    assert BrokerUrl.parse(f"redis://:{password}@host").password == password


@pytest.mark.parametrize(
    ("parse", "urls"),
    [
        (DatabaseUrl.parse, ["mysql://h/d", "postgresql+asyncpg://h/d", "h:5432/d", "", "//h/d"]),
        (BrokerUrl.parse, ["amqp://h", "redis+socket:///s", "unix:///s", "valkey://h", "h:6379"]),
        (SmtpUrl.parse, ["smtp+tls://h", "smtp+ssl://h", "starttls://h", "tls://h", "h:587", "h"]),
        (PublicUrl.parse, ["", "foyer.example", "/foyer", "ftp://foyer.example", "//h"]),
    ],
)
def test_an_unknown_scheme_is_refused_with_the_list_of_schemes(
    parse: type, urls: list[str]
) -> None:
    for url in urls:
        with pytest.raises(UrlError, match="must begin with"):
            parse(url)


@pytest.mark.parametrize("host", ["a..b", ".a", "a-.b", "a" * 64, ".".join(["a" * 63] * 4)])
@pytest.mark.parametrize(
    ("parse", "url"),
    [
        (DatabaseUrl.parse, "postgresql://{}:5432/foyer"),
        (DatabaseUrl.parse, "postgresql:///foyer?host={}"),
        (BrokerUrl.parse, "redis://{}:6379/0"),
        (SmtpUrl.parse, "smtp://{}:25"),
        (StorageUrl.parse, "s3://bucket?endpoint=http://{}"),
    ],
)
def test_a_host_that_no_resolver_accepts_is_refused(parse: type, url: str, host: str) -> None:
    with pytest.raises(UrlError, match="host must be"):
        parse(url.format(host))


@pytest.mark.parametrize(
    "host", ["a", "a" * 63, "_smtp.a-b.c", "127.0.0.1", "[::1]", "x" * 63 + ".a"]
)
def test_a_host_that_resolvers_accept_is_understood(host: str) -> None:
    assert SmtpUrl.parse(f"smtp://{host}").host == host.strip("[]")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("redis://user@host", "needs a password"),
        ("redis://:pw@/0", "host name"),
        ("redis://:pw@[::1]/0", "host name"),  # Flower cannot read it
        ("redis://:pw@host/first", "must be a number"),
        ("redis://:pw@host/0?ssl_cert_reqs=none", "belong to rediss"),
        ("rediss://:pw@host/0?ssl_cert_reqs=CERT_MAYBE", "required or none"),
        ("redis://:pw@host/0?health_check_interval=1", "unknown parameter"),
    ],
)
def test_a_broker_url_that_cannot_work_is_refused(url: str, reason: str) -> None:
    with pytest.raises(UrlError, match=reason):
        BrokerUrl.parse(url)


def test_rediss_verifies_the_certificate_by_default() -> None:
    url = BrokerUrl.parse("rediss://:pw@host/0?ssl_ca_certs=/ca.pem")
    verifying = {
        "ssl_cert_reqs": "required",
        "ssl_check_hostname": True,
        "ssl_ca_certs": "/ca.pem",
    }
    assert url.celery_settings()["broker_use_ssl"] == verifying
    assert url.redis_parameters().items() >= {"ssl": True, **verifying}.items()


def test_rediss_without_verification_must_be_asked_for() -> None:
    tls = BrokerUrl.parse("rediss://h?ssl_cert_reqs=none").celery_settings()["broker_use_ssl"]
    assert tls == {"ssl_cert_reqs": "none", "ssl_check_hostname": False}


@pytest.mark.parametrize(
    ("url", "security", "port"),
    [
        ("smtp://mail.example", SmtpSecurity.NONE, 25),
        ("SMTPS://mail.example", SmtpSecurity.TLS, 465),
        ("smtp+starttls://mail.example:587/", SmtpSecurity.STARTTLS, 587),
    ],
)
def test_the_scheme_of_the_mail_server_chooses_encryption_and_port(
    url: str, security: SmtpSecurity, port: int
) -> None:
    parsed = SmtpUrl.parse(url)
    assert (parsed.security, parsed.host, parsed.port) == (security, "mail.example", port)


def test_encoded_characters_reach_the_mail_server() -> None:
    parsed = SmtpUrl.parse("smtps://me%40foyer.example:a%2Fb%20c%25@mail.example")
    assert (parsed.user, parsed.password) == ("me@foyer.example", "a/b c%")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("smtp://name@host", "needs a password"),
        ("smtp://:password@host", "needs a user name"),
        ("smtp://name:%C3%A4@host", "must be ASCII"),
        ("smtp://host/path", "no path"),
        ("smtp://host?starttls=true", "unknown parameter"),
        ("smtp://", "host is needed"),
    ],
)
def test_a_mail_server_url_that_cannot_work_is_refused(url: str, reason: str) -> None:
    with pytest.raises(UrlError, match=reason):
        SmtpUrl.parse(url)


@pytest.mark.parametrize(
    ("url", "origin", "text"),
    [
        ("https://foyer.example", "https://foyer.example", "https://foyer.example"),
        ("https://foyer.example/", "https://foyer.example", "https://foyer.example"),
        ("HTTPS://Foyer.Example:443", "https://foyer.example", "https://foyer.example"),
        ("http://localhost:80/", "http://localhost", "http://localhost"),
        ("https://foyer.example:8443", "https://foyer.example:8443", "https://foyer.example:8443"),
        ("https://MÜNCHEN.example", "https://xn--mnchen-3ya.example", "https://münchen.example"),
        ("https://straße.example", "https://xn--strae-oqa.example", "https://straße.example"),
        ("http://[0:0::1]:8080", "http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_the_public_url_is_read_as_browsers_do(url: str, origin: str, text: str) -> None:
    parsed = PublicUrl.parse(url)
    assert parsed.origin == origin
    assert str(parsed) == text
    assert parsed.page("/confirm#token") == f"{origin}/confirm#token"


@pytest.mark.parametrize(
    "url",
    [
        *("https://foyer.example/app", "https://foyer.example?x=1", "https://foyer.example/#x"),
        *("http://localhost@foyer.example", "https://", "https:///x", "https://foyer.example:0"),
        *("https://foyer.example:http", "https://foyer example", "https://foyer..example"),
        *("https://[::1", "https://foyer.example\\x", "https://foyer.example\n"),
    ],
)
def test_a_public_url_that_is_more_or_less_than_an_origin_is_refused(url: str) -> None:
    with pytest.raises(UrlError):
        PublicUrl.parse(url)


@pytest.mark.parametrize(
    "url",
    [
        DatabaseUrl.parse(f"postgresql://foyer:{SECRET}@host/foyer"),
        BrokerUrl.parse(f"rediss://:{SECRET}@host/0"),
        SmtpUrl.parse(f"smtps://foyer:{SECRET}@host"),
    ],
)
def test_a_parsed_url_never_shows_its_password(url: object) -> None:
    assert SECRET not in f"{url} {url!r}"
