"""A person who uses the product by HTTP, as curl would."""

import re
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import httpx

from foyer.accounts.sign_up.capability import row_id
from local.http import NO_TLS
from local.mailcatcher import CaughtMail
from local.stack import Stack
from testkit.fresh_reads import READ_DATABASE
from testkit.photos import phone_photo
from testkit.wait import wait_until

FINAL = {"SUCCESS", "FAILURE", "REVOKED"}


def token_in(mail: CaughtMail) -> str:
    """The token in the link of a mail."""
    found = re.search(r"/(?:confirm|reset-password)#([^\s&]+)", mail.text)
    assert found, mail.text
    return found[1]


class Person:
    """A person with a unique address and a cookie jar."""

    def __init__(self, stack: Stack, email: str | None = None) -> None:
        self.email = email or f"person-{uuid4().hex[:12]}@example.com"
        self.password = "a sentence is fine"
        self.name = "Ada King"
        self.stack = stack
        self.http = httpx.Client(base_url=f"{stack.api.url}/api", timeout=60, verify=NO_TLS)
        self.sign_up_id = ""  # the capability
        self.others: list[Person] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for other in (self, *self.others):
            other.http.close()

    def sign_up(self, picture: bytes | None = None, **fields: str) -> httpx.Response:
        form = {"email": self.email, "password": self.password, "display_name": self.name}
        content = phone_photo() if picture is None else picture
        files = {"picture": ("me.jpg", content, "image/jpeg")} if content else None
        answer = self.http.post("/sign-ups", data=form | fields, files=files)
        if answer.status_code == httpx.codes.ACCEPTED:
            self.sign_up_id = answer.json()["id"]
        return answer

    @property
    def sign_up_row_id(self) -> str:
        """The id of the sign-up in the database and in administrators' views."""
        return str(row_id(UUID(self.sign_up_id)))

    def follow(self) -> dict[str, Any]:
        answer = self.http.get(f"/sign-ups/{self.sign_up_id}", headers=READ_DATABASE)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body

    def task(self, kind: str) -> dict[str, Any]:
        (task,) = (task for task in self.follow()["tasks"] if task["kind"] == kind)
        found: dict[str, Any] = task
        return found

    def wait_for(self, *states: str, seconds: float = 120) -> dict[str, Any]:
        """Wait until each task is in one of the states, by default in a final one.

        The API holds the requests until something changes, as it does for the page.
        """
        expected = set(states) or FINAL
        headers: dict[str, str] = {}
        body: dict[str, Any] = {}

        def reached() -> dict[str, Any] | None:
            response = self.http.get(f"/sign-ups/{self.sign_up_id}", headers=headers)
            if response.status_code != httpx.codes.NOT_MODIFIED:
                body.update(response.raise_for_status().json())
            headers.update({"If-None-Match": response.headers["etag"], "Prefer": "wait=5"})
            return body if {task["state"] for task in body["tasks"]} <= expected else None

        return wait_until(reached, seconds=seconds, what=f"tasks in {expected}")

    def link_token(self) -> str:
        """The token in the link of the latest mail."""
        mail = self.stack.mail.wait_for(self.email)[-1]
        return token_in(mail)

    def mails(self, subject: str, *, count: int = 1, to: str | None = None) -> list[CaughtMail]:
        """Wait for so many mails with this subject, and return them, oldest first."""

        def read() -> list[CaughtMail] | None:
            mails = self.stack.mail.messages(to or self.email)
            found = [mail for mail in mails if mail.message["Subject"] == subject]
            return found if len(found) >= count else None

        return wait_until(read, what=f"{count} mails: {subject}")

    def join(self, picture: bytes = b"") -> Self:
        """Sign up, confirm, log in."""
        self.sign_up(picture).raise_for_status()
        self.confirm().raise_for_status()
        self.log_in().raise_for_status()
        return self

    def elsewhere(self) -> "Person":
        """The same person with another browser, logged in there."""
        other = Person(self.stack, self.email)
        self.others.append(other)
        other.password = self.password
        other.log_in().raise_for_status()
        return other

    def is_logged_in(self) -> bool:
        return self.http.get("/me").status_code == httpx.codes.OK

    def confirm(self, token: str | None = None, *, password: str | None = None) -> httpx.Response:
        """As the page does it, in the browser that remembers the sign-up."""
        said = {"token": token or self.link_token(), "password": password}
        return self.http.post("/confirmations", json=said | {"sign_up_id": self.sign_up_id or None})

    def log_in(self, password: str | None = None) -> httpx.Response:
        credentials = {"email": self.email, "password": password or self.password}
        return self.http.post("/sessions", json=credentials)
