"""A backup is a dump of the database between two copies of the files. Redis needs no backup."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from local.mailcatcher import CaughtMail
from local.stack import Stack
from local.wheels import postgres_programs
from testkit.person import Person, token_in
from tests.faults.mail_server import MailServer


def test_restored_backup_continues_every_task_on_another_machine(
    stack: Stack, person: Person, mail_server: MailServer, tmp_path: Path
) -> None:
    """Also the tasks that ended between the dump and the copy of the files."""
    dump, files = tmp_path / "foyer.dump", tmp_path / "files"
    done, waiting = person, Person(stack)
    done.sign_up().raise_for_status()
    done.wait_for("SUCCESS")
    stack.foyer("save-pictures", str(files))
    with waiting:
        stack.worker.stop()
        try:
            waiting.sign_up().raise_for_status()
            _dump(stack, dump)
        finally:
            stack.worker.start()
        waiting.wait_for("SUCCESS")
    stack.foyer("save-pictures", str(files))

    with _restored(tmp_path / "other machine", stack, dump, files) as other:
        with _as_client_of(other, waiting) as restored_person:
            thumbnails = restored_person.wait_for("SUCCESS")["thumbnails"]
            assert (other.storage / thumbnails["512"].lstrip("/")).exists()
            # The backup does not know the mail that was sent after the dump.
            tokens = [_token(mail) for mail in mail_server.mails_to(restored_person.email)]
            assert tokens == [tokens[0]] * 2
            assert restored_person.confirm(tokens[0]).status_code == httpx.codes.OK
            restored_person.log_in().raise_for_status()
        with _as_client_of(other, done) as restored_person:
            restored_person.wait_for("SUCCESS")
            assert len(mail_server.mails_to(restored_person.email)) == 1


def _dump(stack: Stack, file: Path) -> None:
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={file}", stack.database_url)


@contextmanager
def _restored(folder: Path, source: Stack, dump: Path, files: Path) -> Iterator[Stack]:
    """Run another stack with the restored data, and with the same settings and secrets."""
    settings = {name: source.env[name] for name in ("SMTP_URL", "SECRET_KEY", "MAIL_RETRY_DELAYS")}
    with Stack(folder, parts={"database", "broker"}, env=settings) as stack:
        _run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={stack.database_url}", dump)
        stack.foyer("restore-pictures", str(files))
        for process in (stack.api, stack.worker, stack.dispatcher):
            process.start()
        yield stack


def _as_client_of(stack: Stack, person: Person) -> Person:
    """Return the same person as a client of another stack."""
    restored_person = Person(stack, person.email)
    restored_person.sign_up_id = person.sign_up_id
    return restored_person


def _token(mail: bytes) -> str:
    return token_in(CaughtMail(0, "", (), mail))


def _run(program: str, *arguments: str | Path) -> None:
    subprocess.run([postgres_programs() / program, *arguments], check=True)
