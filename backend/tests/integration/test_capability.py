"""The secret id of a sign-up: administrators do not see it, and what they see gives no access."""

from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text

from foyer.accounts.sign_up.capability import row_id
from foyer.db import schema
from foyer.db.engines import DRIVER
from foyer.urls.database import DatabaseUrl
from local.stack import Stack
from testkit.person import Person
from testkit.problems import assert_problem

PENDING = UUID("5e0ae5ec-0000-4000-8000-000000000001")
ENDED = UUID("5e0ae5ec-0000-4000-8000-000000000002")
ADMIN_PATHS = [
    "/admin/tasks?q={email}",
    "/admin/tasks?user={row_id}",
    "/admin/tasks.csv?q={email}",
    "/admin/tasks/{task_id}",
    "/admin/audit",
    "/tasks/{task_id}",
]


@pytest.mark.parametrize("path", ADMIN_PATHS)
def test_no_view_of_administrators_has_the_secret_id(
    admin: Person, person: Person, path: str
) -> None:
    task_id = person.sign_up(b"").json()["tasks"][0]["id"]
    person.wait_for("SUCCESS")
    names = {"email": person.email, "row_id": person.sign_up_row_id, "task_id": task_id}

    view = admin.http.get(path.format(**names)).raise_for_status().text

    assert person.sign_up_id not in view
    assert "audit" in path or task_id in view


def test_the_id_that_administrators_see_gives_no_access(admin: Person, person: Person) -> None:
    """An operator took over a pending sign-up with it: another address, then its link."""
    task_id = person.sign_up(b"").json()["tasks"][0]["id"]
    shown_id = admin.http.get(f"/admin/tasks/{task_id}").json()["person"]["sign_up_id"]
    assert shown_id == person.sign_up_row_id

    path = f"/sign-ups/{shown_id}"
    other = {"email": f"evil-{person.email}"}
    picture = {"picture": ("me.png", b"\x89PNG", "image/png")}
    for answer in (
        admin.http.get(path),
        admin.http.patch(path, json=other),
        admin.http.post(f"{path}/resend"),
    ):
        assert_problem(answer, 404, "sign_up_not_found")
    assert admin.http.put(f"{path}/picture", files=picture).is_error
    assert person.follow()["state"] == "pending"


def test_the_id_that_administrators_see_does_not_win_a_contest(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    with Person(person.stack, person.email) as rival:
        rival.sign_up(b"").raise_for_status()
    body = {"token": person.link_token(), "sign_up_id": person.sign_up_row_id}

    assert_problem(person.http.post("/confirmations", json=body), 409, "password_needed")


def test_open_sign_ups_keep_their_addresses_after_the_migration(stack: Stack) -> None:
    url = stack.postgres.create_database("capabilities")
    engine = create_engine(DRIVER, connect_args=DatabaseUrl.parse(url).psycopg_parameters())
    config = schema.alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0010")
        add_sign_ups(connection)
        command.upgrade(config, "0011")
        sign_ups = set(connection.scalars(text("SELECT id FROM sign_ups")))
        subjects = set(connection.scalars(text("SELECT subject_id FROM tasks")))
    engine.dispose()
    stack.postgres.drop_database("capabilities")

    assert sign_ups == subjects == {row_id(PENDING), ENDED}


def add_sign_ups(connection: Connection) -> None:
    """Add a pending and an expired sign-up, each with a task."""
    for sign_up_id, state in ((PENDING, "pending"), (ENDED, "expired")):
        connection.execute(
            text(
                "INSERT INTO sign_ups (id, email, email_key, display_name, password_hash, state)"
                " VALUES (:id, 'a@b.example', 'a@b.example', 'Ada', '', :state)"
            ),
            {"id": sign_up_id, "state": state},
        )
        connection.execute(
            text(
                "INSERT INTO tasks"
                " (id, kind, payload, subject_id, state, progress, attempts, crashes)"
                " VALUES (gen_random_uuid(), 'mail', '{}', :id, 'SUCCESS', 100, 1, 0)"
            ),
            {"id": sign_up_id},
        )
