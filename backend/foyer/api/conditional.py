"""Conditional GET requests and long polling: `If-None-Match`, 304 and `Prefer: wait=N`.

An ETag has two halves: a digest of the body without the progress of tasks, and a digest of the
whole body. A waiting request is answered at once when the first half changes. When only the
progress changes, the response is delayed, so that a task's progress causes few responses.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, Self
from uuid import UUID

from fastapi import Depends, Header, Request, Response

from foyer.api.dependencies import SessionDep
from foyer.api.prefer import MAX_WAIT, wait_preferred
from foyer.long_polling.representations import Representation
from foyer.long_polling.subscriptions import Subscription, Subscriptions

PROGRESS_DELAY = 2.0  # seconds that a response may be delayed when only the progress changed

NOT_CHANGED: dict[int | str, dict[str, Any]] = {
    304: {
        "description": "Not changed.",
        "headers": {"Preference-Applied": {"schema": {"type": "string"}}},
    }
}


class PollableBody(Protocol):
    """A response body that changes over time."""

    def model_dump_json(self, *, by_alias: bool) -> str: ...

    def without_progress(self) -> Self:
        """A copy that stays the same while only the progress of tasks changes."""
        ...


Read = Callable[[], Awaitable[PollableBody]]


@dataclass(frozen=True, slots=True)
class _Current:
    """The current representation, compared to the ETags that the client sent.

    Attributes:
        matches: whether the client has this representation.
        differs_by_progress_only: whether the client has one that differs at most by progress.
    """

    representation: Representation
    matches: bool
    differs_by_progress_only: bool

    @classmethod
    def of(cls, body: PollableBody, client_etags: list[str]) -> Self:
        content = body.model_dump_json(by_alias=True).encode()
        prefix = f'"{_digest(body.without_progress().model_dump_json(by_alias=True).encode())}.'
        etag = f'{prefix}{_digest(content)}"'
        return cls(
            Representation(etag, content),
            matches=etag in client_etags,
            differs_by_progress_only=any(sent.startswith(prefix) for sent in client_etags),
        )

    def response(self) -> Response:
        headers = {"ETag": self.representation.etag}
        if self.matches:
            return Response(status_code=304, headers=headers)
        return Response(self.representation.content, media_type="application/json", headers=headers)


@dataclass(frozen=True, slots=True)
class _Resource:
    """The resource that a request reads.

    Attributes:
        path: where other clients may read it from memory; None if it needs a log-in.
    """

    subscription: Subscription
    id: str
    read: Read
    path: str | None


class ConditionalRequest:
    """The conditional headers of a GET request: the client's ETags and how long it waits."""

    def __init__(
        self,
        request: Request,
        session: SessionDep,
        if_none_match: Annotated[
            str | None, Header(description="The ETag of the previous response.")
        ] = None,
        prefer: Annotated[
            str | None,
            Header(
                description="`wait=N` (RFC 7240): wait up to N seconds for a change before "
                f"sending a 304; at most {MAX_WAIT}. Such a response has `Preference-Applied`.",
            ),
        ] = None,
    ) -> None:
        self._request = request
        self._session = session
        self._subscriptions: Subscriptions = request.app.state.subscriptions
        etags = (if_none_match or "").split(",")
        self._etags = [etag.strip().removeprefix("W/") for etag in etags if etag.strip()]
        self._seconds = wait_preferred(request.headers.getlist("prefer")) if prefer else 0

    async def respond(
        self, resource_id: UUID, read: Read, *, needs_log_in: bool = False
    ) -> Response:
        """Send what `read` returns: now, or when it differs from what the client has.

        Without a log-in, later requests for the same path are answered from memory
        (middleware/poll_from_memory) until the resource changes.
        """
        with self._subscriptions.subscribe(resource_id) as subscription:
            if subscription is None:
                return _Current.of(await read(), self._etags).response()
            path = None if needs_log_in else self._request.url.path
            resource = _Resource(subscription, str(resource_id), read, path)
            if self._seconds and self._etags:
                return await self._long_poll(resource)
            return (await self._read(resource)).response()

    async def _long_poll(self, resource: _Resource) -> Response:
        async with _closing_on_disconnect(self._request, resource.subscription):
            response = (await self._wait_for_change(resource)).response()
            if not resource.subscription.is_closed:
                response.headers["Preference-Applied"] = f"wait={self._seconds}"
            return response

    async def _wait_for_change(self, resource: _Resource) -> _Current:
        """Read the resource after every notification, until it changed or the time is up."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + self._seconds
        await self._session.close()  # authentication may have taken a connection from the pool
        current = await self._first(resource)
        while current.differs_by_progress_only:
            if not current.matches:
                deadline = min(deadline, clock() + PROGRESS_DELAY)
            if not await resource.subscription.wait(deadline):
                break
            current = await self._read_in_turn(resource, previous=current)
        return current

    async def _first(self, resource: _Resource) -> _Current:
        """The representation in memory if the client has it, without a read; else the resource."""
        stored = self._subscriptions.representation_of(resource.id)
        if stored and stored.etag in self._etags:
            return _Current(stored, matches=True, differs_by_progress_only=True)
        return await self._read_in_turn(resource)

    async def _read_in_turn(
        self, resource: _Resource, previous: _Current | None = None
    ) -> _Current:
        async with self._subscriptions.read_slot():
            # While this request waited for its turn, the listener may have lost the database.
            if previous and resource.subscription.is_closed:
                return previous
            current = await self._read(resource)
            await self._session.close()  # returns the connection and drops the loaded objects
            return current

    async def _read(self, resource: _Resource) -> _Current:
        """Read the resource, and store it unless it changed during the read."""
        resource.subscription.clear()
        current = _Current.of(await resource.read(), self._etags)
        if not resource.subscription.is_notified:
            self._subscriptions.memory.put(resource.id, current.representation, resource.path)
        return current


@asynccontextmanager
async def _closing_on_disconnect(
    request: Request, subscription: Subscription
) -> AsyncIterator[None]:
    async def watch() -> None:
        try:
            while (await request.receive())["type"] != "http.disconnect":
                pass
        finally:
            subscription.close()

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()


ConditionalDep = Annotated[ConditionalRequest, Depends(scope="function")]
