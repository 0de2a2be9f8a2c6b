"""A page that shows one account cannot read or change another account of the same browser."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from foyer.main import create_app
from local.http import NO_TLS
from local.stack import Stack
from testkit.person import Person
from tests.security.access_table import MATRIX
from tests.security.conftest import make_admin

# Every route that needs a log-in, and the one that ends a session.
ROUTES = [route for route, statuses in MATRIX.items() if statuses[0] == 401]
ROUTES.append("DELETE /api/sessions/current")


@pytest.fixture(scope="module")
def admin(stack: Stack) -> Iterator[Person]:
    """An administrator, who may call all routes."""
    with Person(stack) as person:
        make_admin(person)
        yield person


@pytest.fixture
def browser(stack: Stack, admin: Person) -> Iterator[httpx.Client]:
    """A browser in which the administrator is logged in."""
    with httpx.Client(base_url=stack.api.url, timeout=30, verify=NO_TLS) as browser:
        credentials = {"email": admin.email, "password": admin.password}
        browser.post("/api/sessions", json=credentials).raise_for_status()
        yield browser


def path_of(route: str) -> tuple[str, str]:
    method, path = route.split(" ")
    for name in ("{session_id}", "{task_id}"):
        path = path.replace(name, str(uuid4()))
    return method, path


def assert_refused(response: httpx.Response) -> None:
    assert (response.status_code, response.json()["code"]) == (409, "other_account")
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_of_a_session_refuses_a_page_of_another_account(
    browser: httpx.Client, route: str
) -> None:
    method, path = path_of(route)
    assert_refused(browser.request(method, path, headers={"Foyer-User": str(uuid4())}))
    assert_refused(browser.request(method, path, params={"foyer_user": str(uuid4())}))
    assert browser.get("/api/me").status_code == httpx.codes.OK  # the session did not end


def test_every_route_of_a_session_documents_the_header() -> None:
    paths = create_app().openapi()["paths"]
    for route in ROUTES:
        method, path = route.split(" ")
        operation = paths[path][method.lower()]
        assert "Foyer-User" in {parameter["name"] for parameter in operation["parameters"]}, route
        assert "`other_account`" in operation["responses"]["409"]["description"], route


def test_stale_tab_does_not_rename_the_account_of_another_tab(stack: Stack) -> None:
    with Person(stack) as first, Person(stack) as second:
        first_id = first.join().http.get("/me").json()["id"]
        second.join()
        browser = first.http  # both tabs share its cookies
        credentials = {"email": second.email, "password": second.password}
        browser.post("/sessions", json=credentials).raise_for_status()

        stale_tab = {"Foyer-User": first_id}
        change = {"display_name": "Written in the stale tab"}
        assert_refused(browser.patch("/me", json=change, headers=stale_tab))
        assert_refused(browser.get("/me/export", headers=stale_tab))
        assert browser.get("/me").json()["display_name"] == second.name

        fresh_tab = {"Foyer-User": browser.get("/me").json()["id"]}
        browser.patch("/me", json=change, headers=fresh_tab).raise_for_status()
        assert browser.get("/me").json()["display_name"] == change["display_name"]


def test_download_link_of_the_shown_account_works(browser: httpx.Client) -> None:
    user_id = browser.get("/api/me").json()["id"]
    download = browser.get("/api/me/export", params={"foyer_user": user_id})
    assert download.json()["account"]["id"] == user_id


def test_malformed_account_id_is_refused(browser: httpx.Client) -> None:
    answer = browser.get("/api/me", headers={"Foyer-User": "somebody"})
    assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert browser.get("/api/me", params={"foyer_user": "x"}).status_code == httpx.codes.CONFLICT
