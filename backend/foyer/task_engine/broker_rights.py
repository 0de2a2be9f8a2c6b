"""Whether the broker would accept the commands that Foyer sends, asked without running them.

Between MULTI and DISCARD the broker only queues commands, and it already refuses one there that the
user may not run, that needs memory it does not have, or that writes to a read-only replica.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from redis import Redis
from redis import asyncio as redis_async
from redis.exceptions import (
    AuthenticationError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
)

Command = tuple[str, ...]
_LIMIT = "foyer-limits"


class BrokerRightMissingError(Exception):
    """The broker refuses a command that Foyer needs."""


def publishing(queues: Iterable[str]) -> list[Command]:
    """Return the commands of the API and the dispatcher: to publish, and to count for limits."""
    commands: list[Command] = [
        ("SET", "foyer:generation", "", "NX"),
        ("GET", "foyer:generation"),
        *((name, _LIMIT) for name in ("GET", "PTTL", "TTL")),
        ("SET", _LIMIT, "0", "PX", "1"),
        ("INCRBY", _LIMIT, "1"),
        ("PEXPIRE", _LIMIT, "1"),
        ("RENAME", _LIMIT, f"{_LIMIT}/-1"),
        ("EVALSHA", "0" * 40, "1", _LIMIT),
        ("SCRIPT", "LOAD", "return 1"),
    ]
    for queue in queues:
        binding = f"_kombu.binding.{queue}"
        commands += [
            ("LPUSH", queue, ""),
            ("LLEN", queue),
            ("LRANGE", queue, "0", "0"),
            ("SADD", binding, ""),
            ("SMEMBERS", binding),
            ("EXISTS", binding),
        ]
    return commands


def consuming(queues: Iterable[str], database: int) -> list[Command]:
    """Return the further commands of a worker: consuming, acknowledging and its events."""
    commands: list[Command] = [
        ("HSET", "unacked", "", ""),
        ("HGET", "unacked", ""),
        ("HDEL", "unacked", ""),
        ("ZADD", "unacked_index", "0", ""),
        ("ZREM", "unacked_index", ""),
        ("ZRANGEBYSCORE", "unacked_index", "0", "0"),
        ("SET", "unacked_mutex", "", "NX", "PX", "1"),
        ("PUBLISH", f"/{database}.celeryev/worker.heartbeat", ""),
        ("PSUBSCRIBE", f"/{database}.celery.pidbox"),
        ("SREM", "_kombu.binding.celery.pidbox", ""),
        ("DEL", "worker.celery.pidbox"),
    ]
    for queue in queues:
        commands += [("BRPOP", queue, "1"), ("RPUSH", queue, "")]
    return commands


def refuse_missing_right(broker: Redis, commands: Sequence[Command]) -> None:
    """Check the commands at the start of a process. An unavailable broker passes.

    Raises:
        BrokerRightMissingError: the message names the first command that is refused.
    """
    pipeline: Any = broker.pipeline(transaction=False)
    for command in _wrapped(commands):
        pipeline.execute_command(*command)
    try:
        replies = pipeline.execute(raise_on_error=False)
    except AuthenticationError as error:
        raise BrokerRightMissingError(_sentence((), error)) from error
    except (RedisError, OSError):
        return
    for command, reply in zip(_wrapped(commands), replies, strict=True):
        if isinstance(reply, NoPermissionError):
            raise BrokerRightMissingError(_sentence(command, reply))


async def find_problem(broker: redis_async.Redis, commands: Sequence[Command]) -> str | None:
    """Return a sentence about the first command that the broker refuses now, or None.

    Raises:
        redis.ConnectionError: the broker is unavailable.
    """
    pipeline = broker.pipeline(transaction=False)
    for command in _wrapped(commands):
        pipeline.execute_command(*command)
    try:
        replies = await pipeline.execute(raise_on_error=False)
    except AuthenticationError as error:
        return _sentence((), error)
    for command, reply in zip(_wrapped(commands), replies, strict=True):
        if isinstance(reply, Exception):
            return _sentence(command, reply)
    return None


def _wrapped(commands: Sequence[Command]) -> list[Command]:
    return [("MULTI",), *commands, ("DISCARD",)]


def _sentence(command: Command, error: Exception) -> str:
    """Describe the error; the server's own text may name its user."""
    if isinstance(error, AuthenticationError):
        return "the broker refuses the user name or the password"
    if isinstance(error, NoPermissionError):
        return f"the broker's ACL does not allow {' '.join(command[:2])}"
    if isinstance(error, OutOfMemoryError):
        return "the broker's memory is full (maxmemory)"
    if isinstance(error, ReadOnlyError):
        return "the broker is a read-only replica"
    if str(error).startswith("MISCONF"):
        return "the broker cannot write to its disk and refuses changes"
    return f"the broker refuses {' '.join(command[:1])}: {type(error).__name__}"
