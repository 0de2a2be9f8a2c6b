"""Flags of the cookies, with http and with https."""

from collections.abc import Iterator

import httpx
import pytest

from local.application import Api
from local.context import Context
from local.ports import free_port
from local.stack import Stack
from testkit.person import Person


def cookies(answer: httpx.Response) -> dict[str, set[str]]:
    """Each cookie's name, with its attributes in lower case."""
    attributes_by_name = {}
    for line in answer.headers.get_list("set-cookie"):
        first, *attributes = line.split("; ")
        attributes_by_name[first.split("=")[0]] = {text.lower() for text in attributes}
    return attributes_by_name


@pytest.fixture
def secure_api(stack: Stack) -> Iterator[Api]:
    environment = stack.env | {"PUBLIC_URL": "https://foyer.localhost"}
    api = Api(stack.folder / "secure", free_port(), Context(stack.logs / "secure", environment))
    api.start()
    yield api
    api.stop()


def test_session_cookie_is_hidden_from_scripts_and_other_sites(user: Person) -> None:
    attributes_by_name = cookies(user.log_in())
    assert attributes_by_name.keys() == {"foyer_session", "foyer_device", "foyer_recent_write"}
    for attributes in attributes_by_name.values():
        assert attributes >= {"httponly", "samesite=lax", "path=/"}
        assert not any(text.startswith("domain") for text in attributes)


def test_https_cookies_are_bound_to_this_host(secure_api: Api, user: Person) -> None:
    answer = httpx.post(
        f"{secure_api.url}/api/sessions", json={"email": user.email, "password": user.password}
    )
    attributes_by_name = cookies(answer)
    assert attributes_by_name.keys() == {
        "__Host-foyer_session",
        "__Host-foyer_device",
        "__Host-foyer_recent_write",
    }
    for attributes in attributes_by_name.values():
        assert attributes >= {"secure", "httponly", "samesite=lax", "path=/"}
        assert not any(text.startswith("domain") for text in attributes)


def test_log_out_clears_the_cookie_with_the_same_flags(secure_api: Api) -> None:
    answer = httpx.delete(f"{secure_api.url}/api/sessions/current")
    attributes = cookies(answer)["__Host-foyer_session"]
    assert attributes >= {"secure", "httponly", "samesite=lax", "path=/", "max-age=0"}
