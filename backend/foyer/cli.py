"""The command line: `foyer …` or `python -m foyer …`."""

import io
import json
import sys
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import psycopg
import typer
from psycopg.errors import InsufficientPrivilege, UndefinedColumn, UndefinedTable

from foyer import health_report, logs, queue_commands
from foyer.accounts.audit import COMMAND_LINE, log_event
from foyer.accounts.email.addresses import parse_address_field
from foyer.accounts.roles.administrators import make_administrator
from foyer.db import schema
from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.db.retry import DATABASE_ERRORS, passing_fault
from foyer.errors import FieldError, FoyerError, InvalidFieldsError
from foyer.mail import smtp
from foyer.mail.errors import MailError
from foyer.mail.messages import Mail, compose
from foyer.metrics_page import metrics_page
from foyer.models import AuditEvent, Language
from foyer.object_storage import ObjectStorage, object_storage
from foyer.object_storage.errors import StorageError
from foyer.object_storage.local_folder import LocalFolder
from foyer.object_storage.s3 import S3Storage
from foyer.pictures.copies import copy_missing
from foyer.pictures.storage import CONTENT_TYPES
from foyer.seeding import history
from foyer.settings import get_settings
from foyer.settings.page import settings_page

# Without rich, which the image leaves out.
cli = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


@cli.command()
def migrate() -> None:
    """Upgrade the database to the newest schema. Waits for the database; may run in parallel."""
    print(f"The database is at {schema.migrate()}.")


@cli.command()
def create_bucket() -> None:
    """Create the bucket of STORAGE_URL, if the store does not have it."""
    url = get_settings().storage_url
    if url is None:
        sys.exit("STORAGE_URL is not set: the pictures are in the folder STORAGE_DIR.")
    S3Storage(url, get_settings().storage_timeout).create_bucket()
    print(f"The store has the bucket {url.bucket}.")


@cli.command()
def save_pictures(
    folder: Annotated[Path, typer.Argument(file_okay=False, writable=True, help="The backup.")],
) -> None:
    """Copy the files of all pictures to a folder. Files that it has are skipped."""
    settings = get_settings()
    if settings.storage_url is None:
        _require_pictures(settings.storage_dir)
    _copy_pictures(object_storage(settings), LocalFolder(folder))


@cli.command()
def restore_pictures(
    folder: Annotated[
        Path,
        typer.Argument(exists=True, file_okay=False, help="A backup, or an earlier STORAGE_DIR."),
    ],
) -> None:
    """Copy the files of a folder to the storage. Files that it has are skipped."""
    _require_pictures(folder)
    _copy_pictures(LocalFolder(folder), object_storage(get_settings()))


@cli.command()
def dispatcher() -> None:
    """Publish due tasks and repair lost ones, until SIGTERM. Of several, one is active."""
    from prometheus_client import CollectorRegistry, ProcessCollector  # noqa: PLC0415

    from foyer.error_reports.reports import flush_reports  # noqa: PLC0415
    from foyer.error_reports.steps import step_reports  # noqa: PLC0415
    from foyer.metrics.server import metrics_server  # noqa: PLC0415
    from foyer.task_engine.dispatcher.loop import Dispatcher  # noqa: PLC0415
    from foyer.task_engine.history.metrics import TaskMetrics  # noqa: PLC0415
    from foyer.tasks import app  # noqa: PLC0415 - the other commands need no task kinds

    app.set_current()
    settings = get_settings()
    log_file = logs.celery_log_file(settings)
    logs.configure(log_file, terminal=settings.log_format, worker="dispatcher")
    registry = CollectorRegistry()
    registry.register(TaskMetrics())
    ProcessCollector(registry=registry)
    with metrics_server(settings, registry):
        Dispatcher(step_reports(settings)).run()
    flush_reports(settings)


@cli.command()
def health(
    url: Annotated[
        str, typer.Option(help="The API's own address. Through nginx, problems are not described.")
    ] = "http://127.0.0.1:8000",
) -> None:
    """Print the API's checks and describe each problem. Fails if the API is not ready."""
    health_report.print_health(url)


@cli.command()
def queues() -> None:
    """List the queues with their consumers, their waiting tasks, and whether they are paused."""
    queue_commands.print_queues()


@cli.command()
def pause_queue(queue: Annotated[str, typer.Argument()]) -> None:
    """Let the tasks of a queue wait until it is resumed. Those that run already finish."""
    queue_commands.pause_queue(queue)


@cli.command()
def resume_queue(queue: Annotated[str, typer.Argument()]) -> None:
    """Let the tasks of a paused queue run again."""
    queue_commands.resume_queue(queue)


@cli.command()
def create_admin(
    email: Annotated[str, typer.Option(help="The e-mail address to log in with.")],
    display_name: Annotated[str, typer.Option()] = "Administrator",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Create an administrator. An existing account gets the role and this password."""
    try:
        password = _read_password() if password_stdin else _ask_for_password()
    except UnicodeDecodeError:
        message = "The password must be UTF-8 text."
        raise InvalidFieldsError(FieldError("password", "password_invalid", message)) from None
    with transaction() as session:
        user = make_administrator(session, email, password, display_name)
        log_event(session, AuditEvent.ADMIN_CREATED, COMMAND_LINE, user_id=user.id)
    print(f"{user.email} is an administrator.")


@cli.command()
def send_test_mail(
    to: Annotated[str, typer.Argument(help="The address that gets the mail.")],
    language: Annotated[Language, typer.Option()] = Language.ENGLISH,
) -> None:
    """Send a mail now, to try SMTP_URL and MAIL_FROM. A failure prints the server's reply."""
    settings = get_settings()
    recipient = parse_address_field(to).address
    mail = Mail("test", language, recipient, uuid4(), utc_now(), {})
    smtp.send(compose(mail, settings), recipient, settings)
    print(f"The mail server accepted a mail to {recipient}.")


@cli.command()
def seed_history(
    rows: Annotated[int, typer.Option(min=1, help="Number of tasks.")],
    seed: Annotated[int, typer.Option(help="The same seed produces the same history.")] = 1,
) -> None:
    """Generate one year of task history to try the pages with. Refused in production."""
    for written in history.seed_history(get_settings(), rows, seed=seed):
        print(f"\r{written:,} of {rows:,} tasks", end="", flush=True)
    print()


@cli.command()
def settings() -> None:
    """Print a table of all settings, with their defaults and meanings."""
    _print_document(settings_page())


@cli.command()
def metrics() -> None:
    """Print a table of all Prometheus metrics, with their labels and meanings."""
    _print_document(metrics_page())


@cli.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from foyer.main import create_app  # noqa: PLC0415 - the other commands do not need it

    _print_document(json.dumps(create_app().openapi(), indent=2, ensure_ascii=False))


def main() -> None:
    """Run a command. Bad input and unavailable servers end it with a sentence, not a traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # the terminal may not have every character
    try:
        cli()
    except MailError as error:
        sys.exit(f"{error.detail}\nCause: {error.__cause__!r}")
    except FoyerError as error:
        sys.exit(error.detail)
    except (*DATABASE_ERRORS, psycopg.Error) as error:
        if (sentence := _database_sentence(error)) is None:
            raise
        sys.exit(sentence)


def _database_sentence(error: Exception) -> str | None:
    """Return what an operator can mend; None for an error of our own, which needs a traceback."""
    cause = getattr(error, "orig", None) or error
    if passing_fault(error) is not None:
        return f"The database is not available: {cause}"
    if isinstance(cause, UndefinedTable | UndefinedColumn):
        return f"Run `foyer migrate` first. The database says: {cause.diag.message_primary}."
    if isinstance(cause, InsufficientPrivilege):
        return f"The database refuses this: {cause.diag.message_primary}."
    return None


def _print_document(text: str) -> None:
    """Print a text that goes to a file: in UTF-8, whatever the terminal's encoding is."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    print(text)


def _copy_pictures(source: ObjectStorage, target: ObjectStorage) -> None:
    count = 0
    try:
        for _ in copy_missing(source, target):
            count += 1
    except StorageError:
        sys.exit(f"Copied {count:,} files. Then a storage failed: storage_fault above says why.")
    print(f"Copied {count:,} files.")


def _require_pictures(folder: Path) -> None:
    """Exit with a sentence if the folder has no pictures: its path is probably wrong."""
    if not any((folder / prefix).is_dir() for prefix in CONTENT_TYPES):
        sys.exit(
            f"{folder.absolute()} has no folder {' or '.join(CONTENT_TYPES)}: is it the right one?"
        )


def _read_password() -> str:
    """Read the first line of standard input; see `normalize_password` about its line end."""
    line = sys.stdin.buffer.readline() if sys.stdin else b""  # None: it is closed
    return line.decode("utf-8-sig")


def _ask_for_password() -> str:
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password
