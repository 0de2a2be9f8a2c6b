"""Sign-ups by HTTP, as a patient client makes them: one Idempotency-Key, however many tries."""

import io
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID

import httpx
from PIL import Image

from chaos.patience import Patience
from chaos.plan import Asked, Order

# Answers that ask for another try; anything else but 202 is a violation.
_LATER = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}


class RefusedError(Exception):
    """The API answered what it must not answer."""


@dataclass(frozen=True, slots=True)
class SignUps:
    """The API's client."""

    url: str
    seed: int
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=15))

    def place(self, asked: Asked) -> list[UUID]:
        """Sign up; return the ids of the accepted tasks.

        Raises:
            RefusedError: the answer was neither yes nor "later".
            TimeoutError: it was "later" for too long.
        """
        for _ in Patience():
            try:
                answer = self._post(asked)
            except httpx.TransportError:
                continue  # killed, not yet back, or it died before it answered
            if answer.status_code == HTTPStatus.ACCEPTED:
                return [UUID(task["id"]) for task in answer.json()["tasks"]]
            if answer.status_code not in _LATER:
                raise RefusedError(f"{asked.order}: {answer.status_code} {answer.text[:300]}")
        raise TimeoutError(f"sign-up {asked.number} was not accepted")

    def _post(self, asked: Asked) -> httpx.Response:
        form = {
            "email": f"chaos-{asked.number}@example.com",
            "password": "a sentence is fine",
            "display_name": f"Number {asked.number}",
        }
        picture = asked.order is Order.SIGN_UP
        files = {"picture": ("me.jpg", photo(asked.number), "image/jpeg")} if picture else None
        key = {"Idempotency-Key": f"chaos-{self.seed}-{asked.number:09}"}
        return self.http.post(f"{self.url}/api/sign-ups", data=form, files=files, headers=key)


def photo(number: int) -> bytes:
    """A small picture that no other sign-up has."""
    colour = (number % 256, number // 256 % 256, 99)
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return out.getvalue()
