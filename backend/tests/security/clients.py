"""Clients with different IP addresses, for tests of the rate limits."""

from collections.abc import Callable
from itertools import count
from typing import Protocol
from uuid import uuid4

import httpx

from local.http import NO_TLS
from local.stack import Stack

GUESS = "a guess"
SIGN_UPS = 30  # from one client in an hour
RESETS = 20  # requests by one client in an hour
INBOX = 20  # mails to one address in an hour, from all clients together
PICTURES = 120  # sent by one client in an hour
SHARE = 5  # pictures of one client in an hour that are not processed later; in a minute by default
TRIES = 10  # log-ins from one device in a quarter of an hour
CHANGES = 30  # of one account in ten minutes
EXPORTS = 5  # of one account in an hour
ADMINISTRATION = 10  # actions of one administrator in an hour; 1,000 by default
STRANGERS = 15  # log-ins of unknown devices to one account in an hour; 100 by default

_hosts = count(1)


class Client:
    """A client with an IP address of its own, which it sends as nginx would."""

    def __init__(self, stack: Stack, address: str | None = None) -> None:
        self.address = address or new_address("198.51")
        self.http = httpx.Client(
            base_url=f"{stack.api.url}/api",
            headers=stack.as_proxy(self.address),
            timeout=60,
            verify=NO_TLS,
        )

    def sign_up(self, email: str | None = None) -> httpx.Response:
        email = email or f"{uuid4().hex}@example.com"
        form = {"email": email, "password": "a sentence is fine", "display_name": "Ada"}
        return self.http.post("/sign-ups", data=form)

    def log_in(self, email: str, password: str = GUESS) -> httpx.Response:
        return self.http.post("/sessions", json={"email": email, "password": password})


class NewClient(Protocol):
    """Creates a client with a new IP address, or with the given one."""

    def __call__(self, address: str | None = None) -> Client: ...


def new_address(network: str) -> str:
    host = next(_hosts)
    return f"{network}.{host // 256}.{host % 256}"


def statuses(request: Callable[[], httpx.Response], times: int) -> list[int]:
    return [request().status_code for _ in range(times)]
