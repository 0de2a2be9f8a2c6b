"""The cookies' flags, at http and at https."""

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
    found = {}
    for line in answer.headers.get_list("set-cookie"):
        first, *attributes = line.split("; ")
        found[first.split("=")[0]] = {each.lower() for each in attributes}
    return found


@pytest.fixture
def secure_api(stack: Stack) -> Iterator[Api]:
    environment = stack.env | {"PUBLIC_URL": "https://foyer.localhost"}
    api = Api(stack.folder / "secure", free_port(), Context(stack.logs / "secure", environment))
    api.start()
    yield api
    api.stop()


def test_scripts_and_other_sites_do_not_get_the_session(user: Person) -> None:
    found = cookies(user.log_in())
    assert found.keys() == {"foyer_session", "foyer_device"}
    for attributes in found.values():
        assert attributes >= {"httponly", "samesite=lax", "path=/"}
        assert not any(each.startswith("domain") for each in attributes)


def test_under_https_the_cookies_belong_to_this_host_alone(secure_api: Api, user: Person) -> None:
    answer = httpx.post(
        f"{secure_api.url}/api/sessions", json={"email": user.email, "password": user.password}
    )
    found = cookies(answer)
    assert found.keys() == {"__Host-foyer_session", "__Host-foyer_device"}
    for attributes in found.values():
        assert attributes >= {"secure", "httponly", "samesite=lax", "path=/"}
        assert not any(each.startswith("domain") for each in attributes)


def test_log_out_takes_the_cookie_with_the_same_flags(secure_api: Api) -> None:
    answer = httpx.delete(f"{secure_api.url}/api/sessions/current")
    attributes = cookies(answer)["__Host-foyer_session"]
    assert attributes >= {"secure", "httponly", "samesite=lax", "path=/", "max-age=0"}
