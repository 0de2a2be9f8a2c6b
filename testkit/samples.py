"""Samples of long lists of cases: `make test` runs some of them, `make test-full` all."""

import os
import random
from collections.abc import Sequence
from typing import TypeVar

Case = TypeVar("Case")
ALL_CASES = "ALL_CASES" in os.environ


def sample(cases: Sequence[Case], count: int) -> Sequence[Case]:
    """Return `count` of the cases, the same ones in each run; all with ALL_CASES."""
    if ALL_CASES or count >= len(cases):
        return cases
    return random.Random(1).sample(cases, count)  # noqa: S311 - must be reproducible
