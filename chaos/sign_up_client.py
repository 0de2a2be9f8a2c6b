"""Signs up over HTTP, with retries under one Idempotency-Key."""

import io
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID

import httpx
from PIL import Image

from chaos.acceptances import Acceptance
from chaos.plan import Operation, OperationKind
from chaos.retries import Retries

# Statuses that ask for a retry; any other status than 202 is a violation.
_RETRY = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}


class RefusedError(Exception):
    """The API answered with a status that it must not use."""


@dataclass(frozen=True, slots=True)
class SignUpClient:
    """A client of the API."""

    url: str
    seed: int
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=15))

    def perform(self, operation: Operation) -> Acceptance:
        """Sign up.

        Raises:
            RefusedError: the status was neither 202 nor one that asks for a retry.
            TimeoutError: the API asked for retries for too long.
        """
        for _ in Retries():
            try:
                response = self._post(operation)
            except httpx.TransportError:
                continue  # the API is down, or died before it answered
            if response.status_code == HTTPStatus.ACCEPTED:
                tasks = [UUID(task["id"]) for task in response.json()["tasks"]]
                return Acceptance(operation.kind, response.headers["location"], tasks)
            if response.status_code not in _RETRY:
                raise RefusedError(
                    f"{operation.kind}: {response.status_code} {response.text[:300]}"
                )
        raise TimeoutError(f"sign-up {operation.number} was not accepted")

    def _post(self, operation: Operation) -> httpx.Response:
        form = {
            "email": f"chaos-{operation.number}@example.com",
            "password": "a sentence is fine",
            "display_name": f"Number {operation.number}",
        }
        picture = operation.kind is OperationKind.SIGN_UP
        files = {"picture": ("me.jpg", photo(operation.number), "image/jpeg")} if picture else None
        key = {"Idempotency-Key": f"chaos-{self.seed}-{operation.number:09}"}
        return self.http.post(f"{self.url}/api/sign-ups", data=form, files=files, headers=key)


def photo(number: int) -> bytes:
    """Return a small picture, different for each sign-up."""
    colour = (number % 256, number // 256 % 256, 99)
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return out.getvalue()
