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
class _Representation:
    """The current body and its ETag, compared to the ETags that the client sent.

    Attributes:
        matches: whether the client has this representation.
        differs_by_progress_only: whether the client has one that differs at most by progress.
    """

    etag: str
    matches: bool
    differs_by_progress_only: bool
    content: bytes = b""

    @classmethod
    def of(cls, body: PollableBody, client_etags: list[str]) -> Self:
        content = body.model_dump_json(by_alias=True).encode()
        prefix = f'"{_digest(body.without_progress().model_dump_json(by_alias=True).encode())}.'
        etag = f'{prefix}{_digest(content)}"'
        return cls(
            etag,
            matches=etag in client_etags,
            differs_by_progress_only=any(sent.startswith(prefix) for sent in client_etags),
            content=content,
        )

    def response(self) -> Response:
        headers = {"ETag": self.etag}
        if self.matches:
            return Response(status_code=304, headers=headers)
        return Response(self.content, media_type="application/json", headers=headers)


@dataclass(frozen=True, slots=True)
class _LongPoll:
    """A request that waits for a change of a resource."""

    subscription: Subscription
    resource_id: str
    read: Read


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

    async def respond(self, resource_id: UUID, read: Read) -> Response:
        """Send what `read` returns: now, or when it differs from what the client has."""
        if self._seconds and self._etags:
            with self._subscriptions.subscribe(resource_id) as subscription:
                if subscription:
                    return await self._long_poll(_LongPoll(subscription, str(resource_id), read))
        return _Representation.of(await read(), self._etags).response()

    async def _long_poll(self, poll: _LongPoll) -> Response:
        async with _closing_on_disconnect(self._request, poll.subscription):
            response = (await self._wait_for_change(poll)).response()
            if not poll.subscription.is_closed:
                response.headers["Preference-Applied"] = f"wait={self._seconds}"
            return response

    async def _wait_for_change(self, poll: _LongPoll) -> _Representation:
        """Read the resource after every notification, until it changed or the time is up."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + self._seconds
        await self._session.close()  # authentication may have taken a connection from the pool
        current = await self._first_representation(poll)
        while current.differs_by_progress_only:
            if not current.matches:
                deadline = min(deadline, clock() + PROGRESS_DELAY)
            if not await poll.subscription.wait(deadline):
                break
            current = await self._read(poll, previous=current)
        return current

    async def _first_representation(self, poll: _LongPoll) -> _Representation:
        """The cached ETag if the client has it, without a read; else the resource."""
        cached_etag = self._subscriptions.etags.get(poll.resource_id)
        if cached_etag in self._etags:
            return _Representation(cached_etag, matches=True, differs_by_progress_only=True)
        return await self._read(poll)

    async def _read(
        self, poll: _LongPoll, previous: _Representation | None = None
    ) -> _Representation:
        async with self._subscriptions.read_slot():
            # While this request waited for its turn, the listener may have lost the database.
            if previous and poll.subscription.is_closed:
                return previous
            poll.subscription.clear()
            current = _Representation.of(await poll.read(), self._etags)
            await self._session.close()  # returns the connection and drops the loaded objects
        if not poll.subscription.is_notified:
            self._subscriptions.etags.put(poll.resource_id, current.etag)
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
