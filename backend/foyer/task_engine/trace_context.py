"""The trace context that a task carries from the code that enqueues it to its attempts."""

from collections.abc import Callable

Reader = Callable[[], str | None]
_readers: list[Reader] = []  # at most one


def carry_trace_context(read: Reader) -> None:
    """From now on, store what `read` returns with each task: a `traceparent` of W3C."""
    _readers[:] = [read]


def trace_context() -> str | None:
    """Return the trace context of the code that runs; None without tracing."""
    return _readers[0]() if _readers else None
