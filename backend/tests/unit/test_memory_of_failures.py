"""What a failed function held is freed at once, also if it is in a reference cycle."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from foyer.task_engine.failure import forget_locals


class Picture:
    """An object that is freed with its last reference."""


@pytest.fixture(autouse=True)
def no_garbage_collection() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def test_locals_of_a_failed_function_are_freed_without_a_garbage_collection() -> None:
    pictures: list[weakref.ref[Picture]] = []

    def decode() -> None:
        picture = Picture()
        pictures.append(weakref.ref(picture))
        try:
            raise MemoryError  # noqa: TRY301 - the frame must have the error
        except MemoryError as error:
            cycle = error  # the error has this frame, and the frame has the error
            raise ValueError from cycle

    caught: Exception | None = None
    try:
        decode()
    except ValueError as error:
        caught = error
        forget_locals(error)
    assert caught
    assert pictures[0]() is None


def test_errors_that_caused_each_other_end_the_search() -> None:
    first, second = ValueError(), TypeError()
    first.__cause__, second.__cause__ = second, first
    forget_locals(first)
