"""Sends requests about addresses with and without an account, and compares the responses.

The two requests of a pair follow each other in random order, so that other load on the machine
affects both alike. Each address is used once per endpoint.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from foyer.accounts.password.hashing import hash_password_sync
from foyer.db.engines import transaction
from foyer.models import User

WARM_UP = 5  # pairs, not counted


@dataclass
class Answers:
    """Responses of an endpoint, for known and for unknown addresses.

    Attributes:
        seconds: response times.
        shapes: status, headers and structure of the bodies.
    """

    seconds: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    shapes: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))


class Enumeration:
    """An attacker who wants to find out which addresses have an account."""

    def __init__(self, client: httpx.Client, pairs: int) -> None:
        self._client = client
        count = pairs + WARM_UP
        self._known = [f"known-{uuid4().hex}@example.com" for _ in range(count)]
        self._unknown = [f"nobody{uuid4().hex}@example.com" for _ in range(count)]
        self._sign_ups: dict[str, str] = {}
        _make_accounts(self._known)

    def sign_up(self) -> Answers:
        return self._compare(self._post_sign_up)

    def resend(self) -> Answers:
        """Resend the mails of the sign-ups that `sign_up` created or creates now."""
        if not self._sign_ups:
            self.sign_up()
        return self._compare(
            lambda email: self._client.post(f"/sign-ups/{self._sign_ups[email]}/resend")
        )

    def log_in(self) -> Answers:
        def post(email: str) -> httpx.Response:
            return self._client.post("/sessions", json={"email": email, "password": "a guess"})

        return self._compare(post)

    def reset(self) -> Answers:
        return self._compare(
            lambda email: self._client.post("/password-resets", json={"email": email})
        )

    def _post_sign_up(self, email: str) -> httpx.Response:
        form = {"email": email, "password": "a sentence is fine", "display_name": "Ada King"}
        answer = self._client.post("/sign-ups", data=form)
        self._sign_ups[email] = answer.json()["id"]
        return answer

    def _compare(self, send: Callable[[str], httpx.Response]) -> Answers:
        answers = Answers()
        for number, pair in enumerate(zip(self._known, self._unknown, strict=True)):
            for index in random.sample((0, 1), 2):
                started = time.perf_counter()
                answer = send(pair[index])
                seconds = time.perf_counter() - started
                if number >= WARM_UP:
                    answers.seconds[index].append(seconds)
                    answers.shapes[index].add(_describe(answer))
        return answers


def _describe(answer: httpx.Response) -> str:
    """Everything but the values that differ from request to request."""
    body = answer.json() if answer.content else None
    return f"{answer.status_code} {sorted(answer.headers)} {_shape(body)}"


def _shape(value: object) -> object:
    """Names and types of the members; for constant texts, the text itself."""
    if isinstance(value, dict):
        return {
            name: member if name in {"code", "detail", "title", "state", "kind"} else _shape(member)
            for name, member in sorted(value.items())
        }
    if isinstance(value, list):
        return [_shape(item) for item in value]
    return type(value).__name__


def _make_accounts(emails: list[str]) -> None:
    password_hash = hash_password_sync("the owner's own sentence")
    with transaction() as session:
        for email in emails:
            user = User(email=email, email_key=email, display_name="Ada")
            user.password_hash = password_hash
            session.add(user)
