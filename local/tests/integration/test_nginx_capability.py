"""The id of a sign-up in its address gives access to it, so nginx does not log it."""

import httpx
import pytest

from local.nginx import Nginx
from local.tests.waiting import until

ID = "5e0ae5ec-0000-4000-8000-00000ab1e5e7"
ADDRESSES = [
    ("GET", "/api/sign-ups/{}", "/api/sign-ups/-"),
    ("PUT", "/api/sign-ups/{}/picture", "/api/sign-ups/-/picture"),
    ("POST", "/api/sign-ups/{}/resend", "/api/sign-ups/-/resend"),
    ("PATCH", "/api/sign-ups/{}?id={}", "/api/sign-ups/-"),
    ("GET", "/api/sign-ups//{}/more/{}", "/api/sign-ups//-"),
    ("GET", "/api/Sign-Ups/{}", "/api/Sign-Ups/-"),
    ("GET", "/api/sign-ups%2F{}", "/api/sign-ups%2F-"),
    ("GET", "/api%2fsign-ups/{}", "/api%2fsign-ups/-"),
    ("GET", "/api/sign%2dups/{}", "/api/sign%2dups/-"),
    ("PATCH", "/api/%73%49gn%252dup%53/{}", "/api/%73%49gn%252dup%53/-"),
    ("PUT", "/%61pi/s%69gn-%75ps/{}/picture", "/%61pi/s%69gn-%75ps/-/picture"),
    ("GET", "/api/sign-ups/./{}/picture", "/api/sign-ups/-"),
    ("GET", "/w%65lcom%45/{}", "/w%65lcom%45/-"),
    ("GET", "/welcome/{}", "/welcome/-"),
    ("GET", "/welcome/{}/", "/welcome/-"),
    ("TRACE", "/welcome/{}", "/welcome/-"),
]


def log_of(server: Nginx, method: str, address: str, logged: str) -> str:
    """Send a request with the id in its path, wait for its line, and return the whole log."""
    path = address.format(ID, ID)
    httpx.request(method, f"{server.url}{path}", content=b"x" * 1000, trust_env=False)
    assert until(lambda: server.output.contains(f'"{method} {logged}"'))
    return server.output.path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("method", "address", "logged"), ADDRESSES)
def test_the_log_has_no_id_of_a_sign_up(
    nginx: Nginx, method: str, address: str, logged: str
) -> None:
    assert ID not in log_of(nginx, method, address, logged)


def test_the_log_has_no_id_of_a_sign_up_when_the_api_is_down(nginx_alone: Nginx) -> None:
    log = log_of(nginx_alone, *ADDRESSES[0])

    assert ID not in log
    assert " answered 502" in log  # the log tells which server failed
