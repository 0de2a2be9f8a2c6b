"""The command line: `foyer …` or `python -m foyer …`."""

import json
import sys
from typing import Annotated

import typer

from foyer.accounts.audit import COMMAND_LINE, log_event
from foyer.accounts.roles.administrators import make_administrator
from foyer.db import schema
from foyer.db.engines import transaction
from foyer.models import AuditEvent
from foyer.seeding import history
from foyer.settings import get_settings

cli = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@cli.command()
def migrate() -> None:
    """Upgrade the database to the newest schema. Waits for the database; may run in parallel."""
    print(f"The database is at {schema.migrate()}.")


@cli.command()
def create_admin(
    email: Annotated[str, typer.Option(help="The e-mail address to log in with.")],
    display_name: Annotated[str, typer.Option()] = "Administrator",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Create an administrator. An existing account gets the role and this password."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    with transaction() as session:
        user = make_administrator(session, email, password, display_name)
        log_event(session, AuditEvent.ADMIN_CREATED, COMMAND_LINE, user_id=user.id)
    print(f"{user.email} is an administrator.")


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
def openapi() -> None:
    """Print the OpenAPI document."""
    from foyer.main import create_app  # noqa: PLC0415 - the other commands do not need it

    print(json.dumps(create_app().openapi(), indent=2, ensure_ascii=False))


def main() -> None:
    cli()
