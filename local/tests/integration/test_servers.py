"""The real servers: their data survive a stop and a kill, and they ask for a password."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from local.ports import LOOPBACK
from local.process import Process
from local.stack import Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp('odd $name "with" spaces')
    with Stack(folder, parts={"database", "broker", "mail"}) as stack:
        yield stack


def send(stack: Stack, to: str, text: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "hello@foyer.example", to, "Grüße"
    message.set_content(text)
    with SMTP(LOOPBACK, stack.mail.smtp_port) as link:
        link.send_message(message)


def test_the_database_asks_for_the_password(stack: Stack) -> None:
    wrong = stack.database_url.replace(stack.postgres.password, "wrong")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_the_broker_asks_for_the_password(stack: Stack) -> None:
    once = Retry(NoBackoff(), retries=0)
    with (
        redis.Redis(host=LOOPBACK, port=stack.broker.port, retry=once) as link,
        pytest.raises(redis.AuthenticationError),
    ):
        link.ping()


def test_the_broker_drops_no_entry_and_writes_a_log(stack: Stack) -> None:
    with redis.Redis.from_url(stack.broker_url, decode_responses=True) as link:
        settings = link.config_get("appendonly") | link.config_get("maxmemory-policy")

    assert settings == {"appendonly": "yes", "maxmemory-policy": "noeviction"}


def test_databases_are_created_and_dropped(stack: Stack) -> None:
    url = stack.postgres.create_database("another one")
    with psycopg.connect(url) as link:
        assert link.info.dbname == "another one"

    stack.postgres.drop_database("another one")

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_data_survive_a_restart_and_a_kill(stack: Stack) -> None:
    with psycopg.connect(stack.database_url) as link:
        link.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with redis.Redis.from_url(stack.broker_url) as broker:
        broker.set("answer", 42)
    send(stack, "kept@example.com", "42")
    servers: tuple[Process, ...] = (stack.postgres, stack.broker, stack.mail)

    for server in servers:
        server.restart()
        server.kill()
        server.start()

    with psycopg.connect(stack.database_url) as link:
        assert link.execute("SELECT answer FROM kept").fetchone() == (42,)
    with redis.Redis.from_url(stack.broker_url) as broker:
        assert broker.get("answer") == b"42"
    assert len(stack.mail.messages("kept@example.com")) == 1


def test_a_mail_is_stored_as_it_was_sent(stack: Stack) -> None:
    send(stack, "ada@example.com", "Good morning, Ada")
    send(stack, "bob@example.com", "Good morning, Bob")

    (mail,) = stack.mail.wait_for("ada@example.com")

    assert mail.sender == "hello@foyer.example"
    assert mail.recipients == ("ada@example.com",)
    assert mail.message["Subject"] == "Grüße"
    assert mail.text == "Good morning, Ada"
    assert b"Subject: " in mail.source


def test_a_missing_mail_is_an_error(stack: Stack) -> None:
    with pytest.raises(TimeoutError, match=r"0 of 1 mails to nobody@example\.com"):
        stack.mail.wait_for("nobody@example.com", within=0.1)


def test_a_url_in_the_environment_replaces_the_server(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgresql://db.example/foyer", "SMTP_URL": "smtp://mx.example"}

    stack = Stack(tmp_path, parts={"database", "broker", "mail"}, env=given)

    assert [process.name for process in stack.processes()] == ["broker"]
    assert stack.env["DATABASE_URL"] == "postgresql://db.example/foyer"
    assert stack.env["SMTP_URL"] == "smtp://mx.example"
    assert stack.env["BROKER_URL"] == stack.broker.url
