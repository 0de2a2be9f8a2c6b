"""Sign-ups at a steady rate through nginx, while a test restarts the servers behind it."""

import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from uuid import uuid4

import httpx

from local.http import NO_TLS
from testkit.photos import phone_photo

CLIENTS = 3
PAUSE = 0.1  # seconds
TIMEOUT = 60.0  # seconds


@dataclass(slots=True)
class SteadyLoad:
    """Clients that sign up and read their sign-up, until the block ends.

    A client sends each POST once. It repeats a GET that got no response or 503, as the pages do.

    Attributes:
        url: of nginx.
        pause: seconds between two sign-ups of a client.
        accepted: the addresses of the sign-ups that got 202, with the sign-ups' ids.
        failed_posts: what other POSTs got.
        repeated_gets: how many GETs were sent again.
        slowest: seconds of the slowest request.
    """

    url: str
    pause: float = PAUSE
    accepted: dict[str, str] = field(default_factory=dict)
    failed_posts: list[str] = field(default_factory=list)
    repeated_gets: int = 0
    slowest: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=self._run) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        with httpx.Client(base_url=f"{self.url}/api", timeout=TIMEOUT, verify=NO_TLS) as client:
            while not self._stop.wait(self.pause):
                if sign_up_id := self._sign_up(client):
                    self._read(client, sign_up_id)

    def _sign_up(self, client: httpx.Client) -> str | None:
        email = f"steady-{uuid4().hex}@example.com"
        form = {"email": email, "password": "a sentence is fine", "display_name": "Ada King"}
        picture = {"picture": ("me.jpg", phone_photo(), "image/jpeg")}
        with_picture = len(self.accepted) % 4 == 0
        began = time.monotonic()
        try:
            response = client.post("/sign-ups", data=form, files=picture if with_picture else None)
        except httpx.HTTPError as error:
            self.failed_posts.append(repr(error))
            return None
        self.slowest = max(self.slowest, time.monotonic() - began)
        if response.status_code != httpx.codes.ACCEPTED:
            self.failed_posts.append(f"{response.status_code} {response.text}")
            return None
        sign_up_id: str = response.json()["id"]
        self.accepted[email] = sign_up_id
        return sign_up_id

    def _read(self, client: httpx.Client, sign_up_id: str) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                response = client.get(f"/sign-ups/{sign_up_id}")
            except httpx.HTTPError:
                self.repeated_gets += 1
                continue
            self.slowest = max(self.slowest, time.monotonic() - began)
            if response.status_code == httpx.codes.OK:
                return
            self.repeated_gets += 1
