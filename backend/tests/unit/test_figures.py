"""Ratios of the benchmark, their spread, and the comparison of two runs."""

import pytest

from bench.comparison import comparison
from bench.figures import Figure, p95, ratio_of


def test_a_ratio_is_the_median_of_its_rounds() -> None:
    """Here the machine was half as fast in the second round, for both."""
    figure = ratio_of("Foyer", [50, 24, 48], [100, 50, 80], "of bare Celery", at_least=0.45)
    assert figure.value == pytest.approx(0.5)
    assert figure.spread == pytest.approx((0.48, 0.6))
    assert figure.is_met


def test_the_95th_percentile_is_not_above_the_largest_value() -> None:
    assert 9 < p95([float(number) for number in range(11)]) <= 10


def test_ratios_of_a_second_run_are_compared_with_the_spread_of_the_first() -> None:
    first = {
        "throughput": [
            Figure("Foyer", 300, "tasks/s", (290, 310)),
            Figure("Foyer", 0.45, "of bare Celery", (0.40, 0.50)),
        ],
        "sign-ups": [Figure("their time", 1.1, "of processor time")],
        "poll": [
            Figure("task", 1.0, "of bare FastAPI", (0.9, 1.1)),
            Figure("sign-up", 1.0, "of bare FastAPI", (0.99, 1.01)),
        ],
    }
    second = {
        "throughput": [
            Figure("Foyer", 150, "tasks/s", (140, 160)),
            Figure("Foyer", 0.41, "of bare Celery", (0.39, 0.43)),
        ],
        "sign-ups": [Figure("their time", 1.2, "of processor time")],
        "poll": [
            Figure("task", 1.2, "of bare FastAPI", (1.1, 1.3)),
            Figure("sign-up", 1.06, "of bare FastAPI", (1.05, 1.07)),
            Figure("new", 1.2, "of bare FastAPI", (1.1, 1.3)),
        ],
    }
    lines = list(comparison(first, second))
    verdicts = [line.split()[-1] for line in lines[1:-1]]
    assert verdicts == ["within", "within", "OUTSIDE", "within"]
    assert "0.4 to 0.5" in lines[1]
    assert lines[-1] == "3 of 4 ratios are within the spread of the run before."
