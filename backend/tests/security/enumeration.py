"""Asking in turn about addresses that have an account and ones that have none.

Each pair is asked right after one another, in a random order, so that whatever the machine does
besides hits both alike. No address is asked about twice at one endpoint.
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
    """What an endpoint said, and how long it took.

    Attributes:
        seconds: of the known addresses, and of the unknown ones.
        looks: status, headers and form of the body of each answer, the same way.
    """

    seconds: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    looks: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))


class Enumeration:
    """Somebody who wants to know who has an account."""

    def __init__(self, client: httpx.Client, pairs: int) -> None:
        self._client = client
        count = pairs + WARM_UP
        self._known = [f"known-{uuid4().hex}@example.com" for _ in range(count)]
        self._unknown = [f"nobody{uuid4().hex}@example.com" for _ in range(count)]
        self._sign_ups: dict[str, str] = {}
        _make_accounts(self._known)

    def sign_up(self) -> Answers:
        return self._compare(self._ask_to_sign_up)

    def resend(self) -> Answers:
        """Of the sign-ups that `sign_up` made, or makes now."""
        if not self._sign_ups:
            self.sign_up()
        return self._compare(
            lambda email: self._client.post(f"/sign-ups/{self._sign_ups[email]}/resend")
        )

    def log_in(self) -> Answers:
        def ask(email: str) -> httpx.Response:
            return self._client.post("/sessions", json={"email": email, "password": "a guess"})

        return self._compare(ask)

    def reset(self) -> Answers:
        return self._compare(
            lambda email: self._client.post("/password-resets", json={"email": email})
        )

    def _ask_to_sign_up(self, email: str) -> httpx.Response:
        form = {"email": email, "password": "a sentence is fine", "display_name": "Ada King"}
        answer = self._client.post("/sign-ups", data=form)
        self._sign_ups[email] = answer.json()["id"]
        return answer

    def _compare(self, ask: Callable[[str], httpx.Response]) -> Answers:
        answers = Answers()
        for turn, pair in enumerate(zip(self._known, self._unknown, strict=True)):
            for which in random.sample((0, 1), 2):
                began = time.perf_counter()
                answer = ask(pair[which])
                took = time.perf_counter() - began
                if turn >= WARM_UP:
                    answers.seconds[which].append(took)
                    answers.looks[which].add(_look(answer))
        return answers


def _look(answer: httpx.Response) -> str:
    """All that does not differ from request to request anyway."""
    body = answer.json() if answer.content else None
    return f"{answer.status_code} {sorted(answer.headers)} {_shape(body)}"


def _shape(value: object) -> object:
    """Names and types; of texts that are the same for everybody, the text."""
    if isinstance(value, dict):
        return {
            name: each if name in {"code", "detail", "title", "state", "kind"} else _shape(each)
            for name, each in sorted(value.items())
        }
    if isinstance(value, list):
        return [_shape(each) for each in value]
    return type(value).__name__


def _make_accounts(emails: list[str]) -> None:
    password_hash = hash_password_sync("the owner's own sentence")
    with transaction() as session:
        for email in emails:
            row = User(email=email, email_key=email, display_name="Ada")
            row.password_hash = password_hash
            session.add(row)
