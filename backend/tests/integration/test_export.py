"""Data export: everything about the person, without other people's data and secrets."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psutil
import psycopg

from foyer.accounts.profile.export import Export
from local.stack import Stack
from testkit import photos
from testkit.person import Person, token_in
from testkit.wait import wait_until

# What a person's rows hold that the person does not get: hashes and secrets, and what is there to
# find the rows by.
WITHHELD = {
    "users": {"password_hash", "email_key", "picture_id", "next_picture_id"},
    "sessions": {"token_hash", "user_id"},
    "sign_ups": {
        *("password_hash", "email_key", "email_version", "picture_id", "user_id"),
        *("fingerprint", "mailed_at"),
    },
    "email_changes": {"email_key", "user_id"},
    "password_resets": {"email_key"},
    "notices": {"user_id"},
    "pictures": {"task_id"},
}
SECTIONS = {"users": "account"}


def export(person: Person) -> httpx.Response:
    return person.http.get("/me/export").raise_for_status()


def full_life(person: Person) -> dict[str, Any]:
    """Something in each section."""
    person.join(photos.phone_photo())
    wait_until(lambda: person.http.get("/me").json()["thumbnails"])
    person.http.post("/password-resets", json={"email": person.email}).raise_for_status()
    person.mails("Choose a new password for Foyer")  # not sent once the password is changed
    body = {"current_password": person.password, "new_password": "another sentence altogether"}
    person.http.put("/me/password", json=body).raise_for_status()
    person.password = body["new_password"]
    person.http.put(
        "/me/email", json={"email": f"next-{person.email}", "password": person.password}
    ).raise_for_status()
    person.mails("Your password at Foyer was changed")
    exported: dict[str, Any] = export(person).json()
    return exported


def test_export_is_a_download(person: Person) -> None:
    person.join()
    answer = export(person)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == 'attachment; filename="foyer-data.json"'
    assert answer.headers["cache-control"] == "no-store"


def test_export_contains_all_records_of_the_account(person: Person) -> None:
    exported = full_life(person)
    Export.model_validate(exported)
    assert exported.keys() == Export.model_fields.keys()
    assert exported["account"]["email"] == person.email
    assert exported["pictures"][0]["thumbnails"].keys() == {"64", "128", "256", "512"}
    assert [record["email"] for record in exported["sign_ups"]] == [person.email]
    assert [record["email"] for record in exported["email_changes"]] == [f"next-{person.email}"]
    assert [record["event"] for record in exported["notices"]] == ["password_changed"]
    assert len(exported["password_resets"]) == 1
    assert len(exported["sessions"]) == 1
    assert {record["kind"] for record in exported["tasks"]} == {
        *("resize_thumbnail", "send_confirmation_email", "send_password_reset_email"),
        *("send_notice", "send_email_change_email"),
    }
    events = [record["event"] for record in exported["events"]]
    assert {"confirmed", "logged_in", "password_changed", "email_change_asked"} <= set(events)


def test_export_covers_every_personal_column(person: Person, stack: Stack) -> None:
    """Who adds a column that tells about people decides whether they get it."""
    exported = full_life(person)
    with psycopg.connect(stack.database_url) as database:
        for table, withheld in WITHHELD.items():
            columns = {
                name
                for (name,) in database.execute(
                    "SELECT column_name::text FROM information_schema.columns"
                    " WHERE table_name = %s",
                    (table,),
                )
            }
            section = exported[SECTIONS.get(table, table)]
            given = set(section if table in SECTIONS else section[0])
            assert columns == withheld | (given - {"thumbnails"}), table


def test_export_contains_no_secrets(person: Person, stack: Stack) -> None:
    text = json.dumps(full_life(person))
    with psycopg.connect(stack.database_url) as database:
        secrets = database.execute(
            "SELECT password_hash, encode(token_hash, 'hex') FROM users JOIN sessions"
            " ON users.id = user_id WHERE email = %s",
            (person.email,),
        ).fetchone()
    assert secrets
    tokens = [
        token_in(person.mails(subject)[-1])
        for subject in ("Confirm your address for Foyer", "Choose a new password for Foyer")
    ]
    cookie = person.http.cookies["foyer_session"]
    for secret in (*secrets, *tokens, cookie, person.password, "argon2"):
        assert secret not in text


def test_export_contains_no_data_of_other_people(person: Person) -> None:
    with Person(person.stack) as other, Person(person.stack, person.email) as impostor:
        other.name, impostor.name = "Somebody Else", "An Impostor"
        other.join(photos.phone_photo())
        full_life(person)
        for stranger in (other, impostor):
            stranger.http.headers["User-Agent"] = "A browser of somebody else"
        impostor.sign_up(b"").raise_for_status()
        assert impostor.log_in("a wrong password of theirs").is_error
        wish = {"email": person.email, "password": other.password}
        other.http.put("/me/email", json=wish).raise_for_status()
        text = export(person).text
        assert "log_in_failed" in text
        assert "A browser of somebody else" not in text
        for word in (other.email, other.name, impostor.name, other.sign_up_row_id):
            assert word not in text


def test_large_export_is_streamed_and_does_not_delay_other_requests(
    person: Person, stack: Stack
) -> None:
    """100,000 events: the memory of the API grows little, and other requests are answered."""
    user_id = person.join().http.get("/me").json()["id"]
    with psycopg.connect(stack.database_url) as database:
        database.execute(
            "INSERT INTO audit_events (id, event, user_id, reference, ip, user_agent)"
            " SELECT gen_random_uuid(), 'name_changed', %s, number::text, '192.0.2.1', 'a browser'"
            " FROM generate_series(1, 100000) AS number",
            (user_id,),
        )
    api = psutil.Process(stack.api.pid)
    before = api.memory_info().rss
    delays = []
    began = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        download = pool.submit(export, person)
        while not download.done():
            started = time.monotonic()
            httpx.get(f"{stack.api.url}/api/health/live").raise_for_status()
            delays.append(time.monotonic() - started)
            time.sleep(0.05)
    duration = time.monotonic() - began
    exported = download.result().json()
    assert sum(event["event"] == "name_changed" for event in exported["events"]) == 100_000
    assert exported["events"][0].keys() == {"created_at", "event", "ip", "user_agent", "details"}
    assert api.memory_info().rss - before < 40 * 1024 * 1024
    assert max(delays) < duration / 2  # a ratio, so that a slow machine does not matter
