"""Log-in sessions: a new one at each log-in, listed, ended one by one or together."""

from datetime import timedelta

import httpx
import psycopg
import pytest

from testkit.person import Person
from testkit.problems import assert_problem

AGENTS = ("A browser", "A" * 400)


def listed(person: Person) -> list[dict[str, object]]:
    answer = person.http.get("/sessions")
    answer.raise_for_status()
    items: list[dict[str, object]] = answer.json()["items"]
    return items


def test_log_in_does_not_adopt_a_planted_token(person: Person) -> None:
    person.join()
    name = "foyer_session"
    own_token = person.http.cookies[name]
    for planted in (own_token, "made-up-by-somebody-else-and-long-enough-0"):
        with Person(person.stack, person.email) as victim:
            victim.http.cookies.set(name, planted)
            answer = victim.log_in()
            assert answer.is_success
            assert answer.cookies[name] not in {own_token, planted}


def test_second_log_in_ends_the_first_session_of_the_browser(person: Person) -> None:
    person.join()
    (first,) = listed(person)
    person.log_in().raise_for_status()
    (second,) = listed(person)
    assert first["id"] != second["id"]


def test_session_list_shows_client_and_time(person: Person) -> None:
    person.join()
    browsers = [Person(person.stack, person.email) for _ in AGENTS]
    for browser, agent in zip(browsers, AGENTS, strict=True):
        browser.http.headers["User-Agent"] = agent
        browser.log_in().raise_for_status()
    sessions = listed(person)
    assert [session["current"] for session in sessions].count(True) == 1
    assert {session["ip"] for session in sessions} == {"127.0.0.1"}
    assert {"A browser", "A" * 300} < {session["user_agent"] for session in sessions}
    assert set(sessions[0]) == {
        *("id", "created_at", "last_seen_at", "expires_at", "ip", "user_agent", "current")
    }
    for browser in browsers:
        (mine,) = (session for session in listed(browser) if session["current"])
        assert mine["user_agent"] == browser.http.headers["User-Agent"][:300]
        browser.http.close()


def test_sessions_of_other_accounts_are_not_found(person: Person) -> None:
    person.join()
    with Person(person.stack) as stranger:
        stranger.join()
        (foreign,) = listed(stranger)
        assert foreign["id"] not in {session["id"] for session in listed(person)}
        answer = person.http.delete(f"/sessions/{foreign['id']}")
        assert_problem(answer, 404, "session_not_found")
        assert stranger.is_logged_in()


def test_ending_a_session_keeps_the_others(person: Person) -> None:
    person.join()
    first, second = person.elsewhere(), person.elsewhere()
    (ended,) = (session["id"] for session in listed(first) if session["current"])
    assert person.http.delete(f"/sessions/{ended}").status_code == httpx.codes.NO_CONTENT
    assert_problem(person.http.delete(f"/sessions/{ended}"), 404, "session_not_found")
    assert [each.is_logged_in() for each in (person, second, first)] == [True, True, False]


def test_logging_out_everywhere_ends_all_own_sessions(person: Person) -> None:
    person.join()
    browser = person.elsewhere()
    with Person(person.stack) as stranger:
        stranger.join()
        answer = person.http.delete("/sessions")
        assert answer.status_code == httpx.codes.NO_CONTENT
        assert 'foyer_session=""' in answer.headers["set-cookie"]
        assert not browser.is_logged_in()
        assert not person.is_logged_in()
        assert stranger.is_logged_in()
    person.log_in().raise_for_status()


def test_last_use_of_a_session_is_stored_once_a_minute(person: Person) -> None:
    person.join()
    person.http.headers["User-Agent"] = "Another browser"
    (at_first,) = listed(person)
    (session_after,) = listed(person)
    assert session_after["last_seen_at"] == at_first["last_seen_at"]
    assert session_after["user_agent"] != "Another browser"
    age_sessions(person, "last_seen_at", timedelta(seconds=61))
    person.http.get("/me").raise_for_status()
    (later,) = listed(person)
    assert str(later["last_seen_at"]) > str(at_first["last_seen_at"])
    assert later["user_agent"] == "Another browser"


def test_session_list_is_sorted_by_last_use(person: Person) -> None:
    person.join()
    person.elsewhere()
    age_sessions(person, "last_seen_at", timedelta(minutes=5))
    person.http.get("/me").raise_for_status()
    assert [session["current"] for session in listed(person)] == [True, False]


def test_session_expires(person: Person) -> None:
    person.join()
    age_sessions(person, "expires_at", timedelta(days=14, seconds=1))
    assert_problem(person.http.get("/me"), 401, "not_authenticated")


def age_sessions(person: Person, column: str, by: timedelta) -> None:
    with psycopg.connect(person.stack.database_url) as database:
        database.execute(
            f"UPDATE sessions SET {column} = {column} - %s FROM users"  # noqa: S608 - our own names
            " WHERE users.id = user_id AND users.email = %s",
            (by, person.email),
        )


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sessions"),
        ("DELETE", "/sessions"),
        ("DELETE", "/sessions/00000000-0000-0000-0000-000000000001"),
        ("GET", "/me"),
        ("PATCH", "/me"),
        ("DELETE", "/me"),
        ("GET", "/me/export"),
        ("PUT", "/me/password"),
        ("PUT", "/me/email"),
        ("DELETE", "/me/email"),
        ("PUT", "/me/picture"),
        ("DELETE", "/me/picture"),
    ],
)
def test_invalid_session_tokens_are_not_authenticated(
    client: httpx.Client, method: str, path: str
) -> None:
    body = {
        "password": "x",
        "email": "a@b.example",
        "display_name": "x",
        "current_password": "x",
        "new_password": "x",
    }
    picture = method == "PUT" and path == "/me/picture"
    content = {"files": {"picture": ("me.jpg", b"x")}} if picture else {"json": body}
    answer = client.request(method, path, **content)
    assert_problem(answer, 401, "not_authenticated")
