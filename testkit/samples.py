"""Samples of long lists of cases: `make test` runs some cases, `make test-full` the others."""

import os
import random
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

FULL = "FULL" in os.environ
"""Whether property tests try all their examples."""


def sample(cases: Sequence[Any], count: int) -> list[Any]:
    """Return all cases as parameters; `make test` runs `count` of them, always the same ones."""
    chosen = random.Random(1).sample(range(len(cases)), count)  # noqa: S311 - must be reproducible
    return mark_longer(cases, (number not in chosen for number in range(len(cases))))


def mark_longer(cases: Iterable[Any], are_longer: Iterable[bool]) -> list[Any]:
    """Return the cases as parameters; only `make test-full` runs those that are longer."""
    return [
        pytest.param(*case, marks=[pytest.mark.longer] if is_longer else [])
        for case, is_longer in zip(cases, are_longer, strict=True)
    ]


def examples(usual: int, *, full: int) -> int:
    """Return how many examples a property test with the mark `more_examples` tries."""
    return full if FULL else usual
