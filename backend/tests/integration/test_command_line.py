"""The command line: passwords from every kind of input, test mails, and errors as sentences."""

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from subprocess import Popen

import psycopg
import pytest

from local.cli import run_module
from local.ports import LOOPBACK, free_port
from local.stack import Stack
from testkit.person import Person

UMLAUTS = "ein Satz mit Ümläuten"
UTF_16 = "a sentence is fine\r\n".encode("utf-16-le")  # from a Windows shell


def run(
    stack: Stack,
    *arguments: str | bytes,
    env: Mapping[str, str] | None = None,
    standard_input: bytes | int = b"",
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in the stack's environment; standard error is part of the output."""
    return run_module(
        ["foyer", *arguments],
        stack.folder,
        {**stack.env, **(env or {})},
        standard_input=standard_input,
    )


def create_admin(email: str) -> tuple[str, ...]:
    return "create-admin", "--email", email, "--password-stdin"


@pytest.mark.parametrize(
    ("source", "content"),
    [
        ("pipe", f"{UMLAUTS}\n".encode()),
        ("file", f"{UMLAUTS}\r\n".encode()),  # a file from Windows
        ("pipe", f"{UMLAUTS}\r".encode()),
        ("pipe", UMLAUTS.encode()),
        ("file", f"{UMLAUTS}\r\n".encode("utf-8-sig")),  # with a byte order mark
    ],
)
def test_password_from_a_pipe_or_a_file_logs_in_whatever_its_line_end(
    stack: Stack, person: Person, tmp_path: Path, source: str, content: bytes
) -> None:
    if source == "pipe":
        source_file, end = os.pipe()
        os.write(end, content)
        os.close(end)
    else:
        file = tmp_path / "password"
        file.write_bytes(content)
        source_file = os.open(file, os.O_RDONLY)
    completed = run(stack, *create_admin(person.email), standard_input=source_file)
    os.close(source_file)
    assert b"is an administrator" in completed.stdout
    person.log_in(UMLAUTS).raise_for_status()
    person.log_in(f"{UMLAUTS}\r\n").raise_for_status()


@contextmanager
def create_admin_at_a_terminal(stack: Stack, email: str) -> Iterator[tuple[int, Popen[bytes]]]:
    """Run the command; return the other end of its terminal, and its process."""
    controller, terminal = pty.openpty()
    process = Popen(
        [sys.executable, "-m", "foyer", *create_admin(email)[:-1]],
        cwd=stack.folder,
        env={**stack.env, "PYTHONIOENCODING": "utf-8:strict"},  # as /dev/tty is read
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,  # so that it does not ask at the terminal of this test
    )
    yield controller, process
    os.close(terminal)
    os.close(controller)


def test_password_typed_at_a_terminal_logs_in(stack: Stack, person: Person) -> None:
    with create_admin_at_a_terminal(stack, person.email) as (terminal, process):
        for prompt in (b"Password: ", b"confirmation: "):
            wait_for_output(terminal, prompt)
            os.write(terminal, f"{UMLAUTS}\r".encode())  # the Enter key sends CR
        wait_for_output(terminal, b"is an administrator.")
        assert process.wait(60) == 0
    person.log_in(UMLAUTS).raise_for_status()


def test_bytes_at_a_terminal_that_are_not_utf_8_end_with_a_sentence(stack: Stack) -> None:
    with create_admin_at_a_terminal(stack, "ada@b.example") as (terminal, process):
        wait_for_output(terminal, b"Password: ")
        os.write(terminal, UMLAUTS.encode("latin-1") + b"\r")
        output = wait_for_output(terminal, b"must be UTF-8 text.\r\n")
        assert process.wait(60) == 1
    assert b"Traceback" not in output


def wait_for_output(terminal: int, text: bytes) -> bytes:
    output = b""
    while text not in output:
        readable, _, _ = select.select([terminal], [], [], 60)
        assert readable, output
        output += os.read(terminal, 1024)
    return output


@pytest.mark.parametrize(
    ("arguments", "password", "sentence"),
    [
        (create_admin("admin@company.local"), b"a sentence is fine\n", b"cannot send mail to"),
        (("create-admin", "--email", b"a\xff@b.example", "--password-stdin"), b"x\n", b"cannot"),
        (create_admin("ada@b.example"), b"", b"Use 12 characters or more"),
        (create_admin("ada@b.example"), b"a sentence \xff is fine\n", b"must be UTF-8"),
        (create_admin("ada@b.example"), UMLAUTS.encode("utf-16-le"), b"must be UTF-8"),
        (create_admin("ada@b.example"), UTF_16, b"has a control character"),
        ((*create_admin("ada@b.example"), "--display-name", " "), b"a sentence is fine\n", b"name"),
        (("send-test-mail", "nobody"), b"", b"cannot send mail to"),
    ],
)
def test_bad_input_ends_with_a_sentence(
    stack: Stack, arguments: tuple[str | bytes, ...], password: bytes, sentence: bytes
) -> None:
    completed = run(stack, *arguments, standard_input=password)
    assert completed.returncode == 1
    assert sentence in completed.stdout
    assert b"Traceback" not in completed.stdout
    assert completed.stdout.count(b"\n") == 1


def test_closed_standard_input_ends_with_a_sentence(stack: Stack) -> None:
    command = f"{sys.executable} -m foyer {' '.join(create_admin('ada@b.example'))} <&-"
    completed = subprocess.run(
        ["/bin/sh", "-c", command], check=False, capture_output=True, env=stack.env, timeout=60
    )
    sentence = b"Use 12 characters or more; a sentence is fine.\n"
    assert (completed.returncode, completed.stderr) == (1, sentence)


@pytest.mark.parametrize("command", ["settings", "metrics", "openapi"])
def test_page_for_a_file_is_utf_8_in_every_locale(stack: Stack, command: str) -> None:
    usual, ascii_only = (
        run(stack, command, env=env) for env in ({}, {"PYTHONIOENCODING": "ascii"})
    )
    assert usual.returncode == 0
    assert "…" in usual.stdout.decode()
    assert ascii_only.stdout == usual.stdout


def test_internal_domain_becomes_administrator_if_the_setting_allows_it(stack: Stack) -> None:
    allowed = {"INTERNAL_MAIL_DOMAINS": '["local"]'}
    arguments = create_admin("admin@company.local")
    completed = run(stack, *arguments, env=allowed, standard_input=b"a sentence is fine\n")
    assert completed.stdout == b"admin@company.local is an administrator.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        create_admin("ada@b.example"),
        ("queues",),
        ("pause-queue", "mail"),
        ("seed-history", "--rows", "1"),
    ],
)
def test_unavailable_database_ends_with_a_sentence(
    stack: Stack, arguments: tuple[str, ...]
) -> None:
    away = {"DATABASE_URL": f"postgresql://foyer:secret@{LOOPBACK}:{free_port()}/foyer"}
    completed = run(stack, *arguments, env=away, standard_input=b"a sentence is fine\n")
    assert completed.returncode == 1
    assert b"The database is not available" in completed.stdout
    assert b"Traceback" not in completed.stdout
    assert b"secret" not in completed.stdout


@pytest.mark.parametrize(
    "arguments", [create_admin("ada@b.example"), ("queues",), ("seed-history", "--rows", "1")]
)
def test_database_without_tables_ends_with_a_sentence(
    stack: Stack, arguments: tuple[str, ...]
) -> None:
    empty = {"DATABASE_URL": f"{stack.database_url.rpartition('/')[0]}/template1"}
    completed = run(stack, *arguments, env=empty, standard_input=b"a sentence is fine\n")
    assert completed.returncode == 1
    assert completed.stdout.startswith(b"Run `foyer migrate` first. The database says: relation")
    assert completed.stdout.count(b"\n") == 1


def test_database_role_without_rights_ends_with_a_sentence(stack: Stack) -> None:
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
        server = stack.database_url.rpartition("@")[2]
        stranger = {"DATABASE_URL": f"postgresql://stranger:stranger@{server}"}
        completed = run(stack, "queues", env=stranger)
        connection.execute("DROP ROLE stranger")
    assert completed.returncode == 1
    assert completed.stdout.startswith(b"The database refuses this: permission denied for ")


def test_made_up_history_in_production_is_refused_with_a_sentence(stack: Stack) -> None:
    production = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": token_hex(),
        "PROXY_SECRET": token_hex(),
        "PUBLIC_URL": "https://foyer.example",
        "MAIL_FROM": "hello@b.example",
        "MAIL_REPLY_TO": "help@b.example",
        "RATE_LIMIT_SCALE": "1",
    }
    completed = run(stack, "seed-history", "--rows", "1", env=production)
    sentence = b"This is a production system: its tasks must not be mixed with made-up ones.\n"
    assert (completed.returncode, completed.stdout) == (1, sentence)


@pytest.mark.parametrize(
    ("language", "subject"), [("en", "Test mail from Foyer"), ("de", "Test-E-Mail von Foyer")]
)
def test_test_mail_arrives(stack: Stack, person: Person, language: str, subject: str) -> None:
    completed = run(stack, "send-test-mail", person.email, "--language", language)
    assert completed.returncode == 0, completed.stdout
    (mail,) = person.mails(subject)
    assert "ä ö ü ß é" in mail.text


def test_failed_test_mail_prints_the_cause(stack: Stack, person: Person) -> None:
    away = {"SMTP_URL": f"smtp://{LOOPBACK}:{free_port()}"}
    completed = run(stack, "send-test-mail", person.email, env=away)
    assert completed.returncode == 1
    assert b"We cannot reach the mail server" in completed.stdout
    assert b"ConnectionRefusedError" in completed.stdout
    assert b"Traceback" not in completed.stdout
