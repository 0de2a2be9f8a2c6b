"""Conditional answers: what has not changed is not sent again, and if wished not before it does.

The tag has two halves: what is told at once, and the progress between, which is gathered.
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

GATHER = 2.0  # seconds that progress may be late, so that it is not told step by step

NOT_CHANGED: dict[int | str, dict[str, Any]] = {
    304: {
        "description": "Not changed.",
        "headers": {"Preference-Applied": {"schema": {"type": "string"}}},
    }
}


class Followable(Protocol):
    """A body that changes while somebody looks."""

    def model_dump_json(self, *, by_alias: bool) -> str: ...

    def without_progress(self) -> Self:
        """The same body until something happens that is worth telling at once."""
        ...


Read = Callable[[], Awaitable[Followable]]


@dataclass(frozen=True, slots=True)
class _Answer:
    """How a body is, beside what the client has."""

    tag: str
    is_known: bool
    is_news: bool
    content: bytes = b""

    @classmethod
    def of(cls, body: Followable, known: list[str]) -> Self:
        content = body.model_dump_json(by_alias=True).encode()
        without_progress = _digest(body.without_progress().model_dump_json(by_alias=True).encode())
        tag = f'"{without_progress}.{_digest(content)}"'
        is_news = not any(each.startswith(f'"{without_progress}.') for each in known)
        return cls(tag, tag in known, is_news, content)

    def response(self) -> Response:
        headers = {"ETag": self.tag}
        if self.is_known:
            return Response(status_code=304, headers=headers)
        return Response(self.content, media_type="application/json", headers=headers)


@dataclass(frozen=True, slots=True)
class _Held:
    """A question that waits."""

    subscription: Subscription
    resource_id: str
    read: Read


class Conditional:
    """What the client has, and how long it would wait for something else."""

    def __init__(
        self,
        request: Request,
        session: SessionDep,
        if_none_match: Annotated[
            str | None, Header(description="The ETag of the answer before.")
        ] = None,
        prefer: Annotated[
            str | None,
            Header(
                description="`wait=N` (RFC 7240): hold a 304 for up to N seconds, until something "
                f"changes; {MAX_WAIT} at most. Held answers say so by Preference-Applied.",
            ),
        ] = None,
    ) -> None:
        self._request = request
        self._session = session
        self._subscriptions: Subscriptions = request.app.state.subscriptions
        tags = (if_none_match or "").split(",")
        self._known = [tag.strip().removeprefix("W/") for tag in tags if tag.strip()]
        self._seconds = wait_preferred(request.headers.getlist("prefer")) if prefer else 0

    async def answer(self, resource_id: UUID, read: Read) -> Response:
        """What `read` says of the resource: now, or as soon as it is not what the client has."""
        if self._seconds and self._known:
            with self._subscriptions.subscribe(resource_id) as subscription:
                if subscription:
                    return await self._held(_Held(subscription, str(resource_id), read))
        return _Answer.of(await read(), self._known).response()

    async def _held(self, held: _Held) -> Response:
        async with _noticing_disconnect(self._request, held.subscription):
            response = (await self._last(held)).response()
            if not held.subscription.is_closed:
                response.headers["Preference-Applied"] = f"wait={self._seconds}"
            return response

    async def _last(self, held: _Held) -> _Answer:
        """Look again whenever something happened, until it is worth telling or the time is up."""
        clock = asyncio.get_running_loop().time
        until = clock() + self._seconds
        await self._session.close()  # who logged the person in may have taken a connection
        latest = self._subscriptions.etags.get(held.resource_id)
        if latest in self._known:
            found = _Answer(latest, is_known=True, is_news=False)
        else:
            found = await self._look(held)
        while not found.is_news:
            if not found.is_known:
                until = min(until, clock() + GATHER)
            if not await held.subscription.wait(until):
                break
            found = await self._look(held, before=found)
        return found

    async def _look(self, held: _Held, before: _Answer | None = None) -> _Answer:
        async with self._subscriptions.read_slot():
            if (
                before and held.subscription.is_closed
            ):  # meanwhile: the database is away, or we leave
                return before
            held.subscription.clear()
            found = _Answer.of(await held.read(), self._known)
            await self._session.close()  # hands the connection back, and forgets what was read
        if not held.subscription.is_notified:
            self._subscriptions.etags.put(held.resource_id, found.tag)
        return found


@asynccontextmanager
async def _noticing_disconnect(request: Request, subscription: Subscription) -> AsyncIterator[None]:
    async def notice() -> None:
        try:
            while (await request.receive())["type"] != "http.disconnect":
                pass
        finally:
            subscription.close()

    noticing = asyncio.create_task(notice())
    try:
        yield
    finally:
        noticing.cancel()
        with suppress(asyncio.CancelledError):
            await noticing


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()


ConditionalDep = Annotated[Conditional, Depends(scope="function")]
