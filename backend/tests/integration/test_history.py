"""The task history for administrators: filters, search, pages, CSV and details."""

import codecs
import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import insert, text
from uuid_utils.compat import uuid7

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.task_engine.models import Task, TaskState
from testkit import photos
from testkit.person import Person
from tests.integration.task_history import LONG_AGO, Add, count, find

pytestmark = pytest.mark.usefixtures("in_stack")


def test_the_list_filters_by_one_or_several_states(admin: Person, add: Add, kind: str) -> None:
    done = add()
    failed = add(state=TaskState.FAILURE, error={"code": "x", "message": "y"})
    cancelled = add(state=TaskState.REVOKED)
    waiting = add(state=TaskState.PENDING, finished_at=None, run_at=utc_now() + timedelta(days=1))
    assert find(admin, kind=kind, state="FAILURE") == [str(failed)]
    assert find(admin, kind=kind, state="PENDING") == [str(waiting)]
    assert find(admin, kind=kind, state=["FAILURE", "REVOKED"]) == [str(cancelled), str(failed)]
    assert str(done) in find(admin, kind=kind)


def test_the_list_filters_by_worker_and_by_time(admin: Person, add: Add, kind: str) -> None:
    tasks = [
        add(worker=f"{kind}@{number}", created_at=LONG_AGO + timedelta(minutes=number))
        for number in range(4)
    ]
    assert find(admin, worker=f"{kind}@2") == [str(tasks[2])]
    since, until = (LONG_AGO + timedelta(minutes=number) for number in (1, 3))
    task_ids = find(admin, **{"kind": kind, "from": since.isoformat(), "to": until.isoformat()})
    assert task_ids == [str(tasks[2]), str(tasks[1])]


def test_the_list_filters_by_error_group(admin: Person, add: Add, kind: str) -> None:
    error = {"code": "internal_error", "class": "KeyError", "message": "Oh.", "place": "foyer.x.y"}
    failed = add(state=TaskState.FAILURE, error=error)
    add(state=TaskState.FAILURE, error=error | {"class": "ValueError"})
    assert find(admin, kind=kind, error="KeyError in foyer.x.y") == [str(failed)]


def test_an_error_group_is_found_by_its_name(admin: Person, add: Add, kind: str) -> None:
    error = {"code": "gone", "message": "Gone.", "place": "foyer.mail.smtp.send"}
    failed = add(state=TaskState.FAILURE, error=error)
    assert find(admin, kind=kind, q="gone in foyer.mail.smtp.send") == [str(failed)]


@pytest.mark.parametrize("typed", ["sardine", "SARD", "sardine tin", "ti sardine x", "KeyErr"])
def test_the_search_finds_words_of_an_error(admin: Person, add: Add, kind: str, typed: str) -> None:
    error = {"code": "lost_key", "class": "KeyError", "message": "The sardine tin's key is lost."}
    failed = add(state=TaskState.FAILURE, error=error)
    task_ids = find(admin, kind=kind, q=typed)
    assert task_ids == ([] if "x" in typed.split() else [str(failed)])


def test_the_search_finds_an_id_a_subject_or_a_reference(admin: Person, add: Add) -> None:
    subject, reference = uuid4(), uuid4()
    task = add(subject_id=subject, reference=reference.hex)
    for some_id in (task, subject, reference):
        assert find(admin, q=str(some_id)) == [str(task)]
        assert find(admin, q=f" {some_id.hex.upper()} ") == [str(task)]


def test_the_search_finds_the_reference_of_a_response(admin: Person, person: Person) -> None:
    answer = person.sign_up(b"")
    assert find(admin, q=answer.headers["X-Request-ID"]) == [answer.json()["tasks"][0]["id"]]


def test_the_search_finds_all_tasks_of_a_person(admin: Person, person: Person) -> None:
    """By address, account and sign-up; before and after the confirmation; with later tasks."""
    person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")
    first = {task["id"] for task in person.follow()["tasks"]}
    address = person.email.replace("person", "PERSON")
    assert set(find(admin, q=address)) == set(find(admin, user=person.sign_up_row_id)) == first
    person.confirm().raise_for_status()
    user_id = person.log_in().json()["id"]
    person.http.post("/password-resets", json={"email": person.email}).raise_for_status()
    person.http.delete("/me/picture").raise_for_status()
    files = {"picture": ("me.jpg", photos.phone_photo(), "image/jpeg")}
    changed = person.http.put("/me/picture", files=files).json()["id"]
    task_ids = set(find(admin, q=person.email))
    assert task_ids > {*first, changed}
    assert {"send_password_reset_email"} <= {
        admin.http.get(f"/admin/tasks/{task_id}").json()["kind"] for task_id in task_ids
    }
    assert (
        set(find(admin, user=user_id)) == set(find(admin, user=person.sign_up_row_id)) == task_ids
    )
    assert find(admin, q=f"nobody-{person.email}") == []
    assert find(admin, q=person.email, user=str(uuid4())) == []


def test_pages_contain_each_task_once_even_with_equal_times(
    admin: Person, add: Add, kind: str
) -> None:
    tasks = [str(add()) for _ in range(7)]
    task_ids: list[str] = []
    parameters: dict[str, Any] = {"kind": kind, "limit": 3}
    while True:
        page = admin.http.get("/admin/tasks", params=parameters).json()
        task_ids += [task["id"] for task in page["items"]]
        if page["next_cursor"] is None:
            break
        parameters["cursor"] = page["next_cursor"]
    assert task_ids == sorted(tasks, reverse=True)


def test_counts_stop_at_ten_thousand(admin: Person, kind: str) -> None:
    rows = [{"id": uuid7(), "kind": kind, "state": TaskState.SUCCESS} for _ in range(10_001)]
    with transaction() as session:
        session.execute(insert(Task), rows)
    assert count(admin, kind=kind) == {"count": 10_000, "capped": True}
    assert count(admin, kind=kind, state="FAILURE") == {"count": 0, "capped": False}


def test_the_count_of_tasks_newer_than_a_page(admin: Person, add: Add, kind: str) -> None:
    add()
    first = admin.http.get("/admin/tasks", params={"kind": kind}).json()["first_cursor"]
    assert count(admin, kind=kind, newer_than=first)["count"] == 0
    add()
    add(state=TaskState.REVOKED)
    assert count(admin, kind=kind, newer_than=first)["count"] == 2
    assert count(admin, kind=kind, state="REVOKED", newer_than=first)["count"] == 1


@pytest.mark.parametrize("cursor", ["x", "====", "bm90IGEgY3Vyc29y"])
@pytest.mark.parametrize("where", ["tasks?cursor=", "tasks/count?newer_than="])
def test_an_invalid_cursor_is_refused(admin: Person, where: str, cursor: str) -> None:
    answer = admin.http.get(f"/admin/{where}{cursor}")
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


@pytest.mark.parametrize(
    "query", ["kind=%00", "kind=%F0%9F%98%80", f"kind={'a' * 101}", "q=%00", "from=1", "state=X"]
)
def test_invalid_filters_are_refused(admin: Person, query: str) -> None:
    answer = admin.http.get(f"/admin/tasks?{query}")
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY


@pytest.fixture
def slow_statistics(in_stack: None) -> Iterator[None]:  # noqa: ARG001 - first
    """Replace a table by a slow view."""

    def execute(*statements: str) -> None:
        with transaction() as session:
            for statement in statements:
                session.execute(text(statement))

    execute(
        "ALTER TABLE rollup_mark RENAME TO the_mark",
        """CREATE VIEW rollup_mark AS SELECT the_mark.* FROM the_mark, pg_sleep(
            CASE current_setting('application_name') WHEN 'foyer-api' THEN 30 ELSE 0 END)""",
    )
    yield
    execute("DROP VIEW rollup_mark", "ALTER TABLE the_mark RENAME TO rollup_mark")


@pytest.mark.usefixtures("slow_statistics")
def test_a_slow_query_is_ended_with_a_code(admin: Person) -> None:
    answer = admin.http.get("/admin/stats")
    assert (answer.status_code, answer.json()["code"]) == (503, "query_too_slow")
    assert answer.elapsed < timedelta(seconds=10)


def test_csv_quotes_text_that_looks_like_a_formula(admin: Person, add: Add, kind: str) -> None:
    poison = '=HYPERLINK("http://evil.example","x")\n,\'"'
    failed = add(state=TaskState.FAILURE, error={"code": "c", "message": poison}, worker="@w")
    add()
    answer = admin.http.get("/admin/tasks.csv", params={"kind": kind})
    assert answer.headers["content-type"].startswith("text/csv")
    assert 'attachment; filename="tasks.csv"' in answer.headers["content-disposition"]
    text_of_file = answer.content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text_of_file, newline="")))
    assert [line["id"] for line in lines] == find(admin, kind=kind)
    line = next(line for line in lines if line["id"] == str(failed))
    assert (line["state"], line["worker"], line["error"]) == ("FAILURE", "'@w", f"'{poison}")
    assert datetime.fromisoformat(line["created_at"]) == LONG_AGO


def test_csv_has_no_formula_behind_a_semicolon_or_a_line_end(
    admin: Person, add: Add, kind: str
) -> None:
    """Where a semicolon divides values, spreadsheets divide ours there too."""
    add(state=TaskState.FAILURE, error={"code": "c", "message": 'x;=1+1\n@SUM(A1);\t-2;"=3;y'})
    text = admin.http.get("/admin/tasks.csv", params={"kind": kind}).content.decode("utf-8-sig")
    readers = [
        csv.reader(io.StringIO(text), delimiter=delimiter, quoting=quoting)
        for delimiter in ";\t"
        for quoting in (csv.QUOTE_NONE, csv.QUOTE_MINIMAL)
    ]
    cells = [cell for reader in readers for line in reader for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_csv_begins_with_a_byte_order_mark_so_that_excel_reads_umlauts(
    admin: Person, add: Add, kind: str
) -> None:
    add(state=TaskState.FAILURE, error={"code": "c", "message": "Größe überschritten"})
    answer = admin.http.get("/admin/tasks.csv", params={"kind": kind})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(codecs.BOM_UTF8)
    assert answer.content.count(codecs.BOM_UTF8) == 1
    assert answer.content.decode("utf-8-sig").startswith("id,kind,")
    assert "Größe überschritten" in answer.content.decode("utf-8-sig")


def test_csv_contains_more_than_one_page(admin: Person, kind: str) -> None:
    rows = [{"id": uuid7(), "kind": kind, "state": TaskState.SUCCESS} for _ in range(2_345)]
    with transaction() as session:
        session.execute(insert(Task), rows)
    lines = admin.http.get("/admin/tasks.csv", params={"kind": kind}).text.splitlines()
    assert len(lines) == 1 + 2_345
    assert len(set(lines)) == len(lines)


def test_listed_tasks_name_their_person_with_a_masked_address(
    admin: Person, person: Person
) -> None:
    person.sign_up(b"").raise_for_status()
    subjects = [_subject(admin, q=person.email)]
    person.confirm().raise_for_status()
    subjects.append(_subject(admin, q=person.email))
    masked = f"{person.email[0]}•••@{person.email.partition('@')[2]}"
    assert [(subject["display_name"], subject["email"]) for subject in subjects] == [
        (person.name, masked)
    ] * 2
    for subject in subjects:  # the id of the sign-up, then that of the account
        assert _subject(admin, user=subject["id"])["id"] == subjects[-1]["id"]
    assert person.email not in admin.http.get("/admin/tasks").text


def _subject(admin: Person, **parameters: Any) -> dict[str, Any]:
    """The person of the newest task with these parameters."""
    page = admin.http.get("/admin/tasks", params=parameters).json()
    subject: dict[str, Any] = page["items"][0]["person"]
    return subject


def test_a_task_without_a_person_is_listed_without_one(admin: Person, kind: str, add: Add) -> None:
    add(subject_id=uuid4())
    page = admin.http.get("/admin/tasks", params={"kind": kind}).json()
    assert [task["person"] for task in page["items"]] == [None]
