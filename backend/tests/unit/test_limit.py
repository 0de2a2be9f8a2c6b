"""Limits of kinds that would let no task run."""

from collections.abc import Callable

import pytest

from foyer.task_engine.limit import Limit, Rate


@pytest.mark.parametrize(
    "make", [lambda: Rate.parse("0 per hour"), lambda: Limit("provider", running=0)]
)
def test_a_limit_that_lets_no_task_run_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"wait for ever|lets no task run"):
        make()
