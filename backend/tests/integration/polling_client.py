"""A client that polls several API processes, and checks that no answer is too old."""

import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import httpx

from local.http import NO_TLS
from testkit.fresh_reads import MAX_STALENESS

_SHOWN = 40  # events in the message of a failure

# The number of the latest change of each field. Numbers only grow.
Version = Counter[str]


def version_of(body: dict[str, Any], task_id: str) -> Version:
    """Return the version that the body of a sign-up or of a task shows."""
    if "tasks" not in body:
        return Version(step=int(body["step"]))
    (task,) = (task for task in body["tasks"] if task["id"] == task_id)
    email = re.search(r"@v(\d+)\.", body["email"])
    return Version(
        step=int(task["step"]),
        name=int(body["display_name"].split()[-1]),
        email=int(email[1]) if email else 0,
    )


@dataclass(slots=True)
class Changes:
    """All changes so far, and a log of all events."""

    log: list[str] = field(default_factory=list)
    _number: int = 0
    _committed: list[tuple[float, str, int]] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    def next_number(self) -> int:
        self._number += 1
        return self._number

    def committed(self, name: str, number: int) -> None:
        """Note that the COMMIT of this change has returned."""
        self._committed.append((time.monotonic(), name, number))
        self.note(f"committed: {name} {number}")

    def before(self, moment: float) -> Version:
        """Return the version that was committed before a moment of monotonic time."""
        version = Version()
        for at, name, number in self._committed:
            if at < moment:
                version[name] = max(version[name], number)
        return version

    def note(self, event: str) -> None:
        self.log.append(f"{time.monotonic() - self._began:8.3f} {event}")


class PollingClient:
    """One client that follows one resource.

    A client that sends its ETag never sees an older state than before, whichever API it asks. One
    that does not is safe within one API process. The same holds for what a client has written: in
    all processes if it keeps cookies, otherwise in the process that it wrote to.
    """

    def __init__(
        self, urls: Sequence[str], task_id: str, changes: Changes, *, etag: bool, cookies: bool
    ) -> None:
        self.sends_etag, self.keeps_cookies = etag, cookies
        self._urls, self._task_id, self._changes = urls, task_id, changes
        self._http = httpx.Client(timeout=60, trust_env=False, verify=NO_TLS)
        self._lock = Lock()  # one request at a time, so that the client's requests have an order
        self._known = [Version() for _ in urls]  # the oldest version that each API may show
        self._etag, self._version = "", Version()
        resource = urls[0].split("/")[-2]
        self.follows_sign_up = resource == "sign-ups"
        self._name = f"{resource}, {'ETag' if etag else '-'}, {'cookies' if cookies else '-'}"

    def close(self) -> None:
        self._http.close()

    def poll(self, first: int) -> None:
        """Ask each API, beginning with this one, and check the answers.

        Raises:
            AssertionError: an answer is too old.
        """
        for number in range(len(self._urls)):
            self._get((first + number) % len(self._urls))

    def long_poll(self, api: int) -> None:
        """Send a long poll of a second to one API, and check the answer."""
        self._get(api, wait=True)

    def _get(self, api: int, *, wait: bool = False) -> None:
        with self._lock:
            headers = {"If-None-Match": self._etag} if self.sends_etag and self._etag else {}
            if wait:
                headers["Prefer"] = "wait=1"
            sent_at = time.monotonic()
            response = self._request("GET", api, headers=headers)
            if response.status_code == httpx.codes.OK:
                self._etag = response.headers["etag"]
                self._version = version_of(response.json(), self._task_id)
            else:
                assert response.status_code == httpx.codes.NOT_MODIFIED, response.text
                assert response.headers["etag"] == self._etag
            self._changes.note(f"API {api} to {self._name}: {dict(self._version)} {headers}")
            self._check("it knew", api, self._known[api])
            self._check("of 2 s before", api, self._changes.before(sent_at - MAX_STALENESS))
            self._learn(self._version, api, everywhere=self.sends_etag)

    def change_email(self, api: int) -> None:
        """Change the address of the sign-up."""
        with self._lock:
            number = self._changes.next_number()
            email = f"{self._task_id}@v{number}.example.com"
            self._request("PATCH", api, json={"email": email}).raise_for_status()
            self._changes.committed("email", number)
            self._learn(Version(email=number), api, everywhere=self.keeps_cookies)

    def _request(self, method: str, api: int, **options: Any) -> httpx.Response:
        response = self._http.request(method, self._urls[api], **options)
        if not self.keeps_cookies:
            self._http.cookies.clear()
        return response

    def _learn(self, version: Version, api: int, *, everywhere: bool) -> None:
        for number in range(len(self._known)):
            if everywhere or number == api:
                self._known[number] |= version  # the greater number of each field

    def _check(self, what: str, api: int, oldest: Version) -> None:
        too_old = {name for name in self._version if self._version[name] < oldest[name]}
        events = "\n".join(self._changes.log[-_SHOWN:])
        assert not too_old, (
            f"API {api} answered {self._name} with an older {too_old} than {what}:"
            f" {dict(self._version)} after {dict(oldest)}\n{events}"
        )
