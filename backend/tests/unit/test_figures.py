"""Ratios of the benchmark, their spread, and the comparison of two runs."""

from pathlib import Path

import pytest

from bench.comparison import comparison
from bench.figures import Figure, p95, ratio_of
from bench.report import Run, readable_run


def test_a_ratio_is_the_median_of_its_rounds() -> None:
    """Here the machine was half as fast in the second round, for both."""
    figure = ratio_of("Foyer", [50, 24, 48], [100, 50, 80], "of bare Celery", at_least=0.45)
    assert figure.value == pytest.approx(0.5)
    assert figure.spread == pytest.approx((0.48, 0.6))
    assert figure.is_met


def test_the_95th_percentile_is_not_above_the_largest_value() -> None:
    assert 9 < p95([float(number) for number in range(11)]) <= 10


def test_two_runs_agree_on_a_ratio_if_their_spreads_overlap() -> None:
    first = {
        "throughput": [
            Figure("Foyer", 300, "tasks/s", (290, 310)),
            Figure("Foyer", 0.45, "of bare Celery", (0.30, 0.50)),
        ],
        "sign-ups": [Figure("their time", 1.0, "of processor time")],
        "poll": [
            Figure("task", 1.0, "of bare FastAPI", (0.99, 1.01)),
            Figure("sign-up", 1.0, "of bare FastAPI", (0.8, 1.01)),
        ],
    }
    second = {
        "throughput": [
            Figure("Foyer", 150, "tasks/s", (140, 160)),
            Figure("Foyer", 0.33, "of bare Celery", (0.29, 0.35)),
        ],
        "sign-ups": [Figure("their time", 1.2, "of processor time")],
        "poll": [
            Figure("task", 1.3, "of bare FastAPI", (1.12, 1.4)),
            Figure("sign-up", 1.3, "of bare FastAPI", (1.05, 1.4)),
            Figure("new", 1.2, "of bare FastAPI", (1.1, 1.3)),
        ],
    }
    lines = list(comparison(first, second))
    verdicts = [line.split()[-1] for line in lines[1:-1]]
    assert verdicts == ["agree", "agree", "DIFFER", "agree"]
    assert "0.3 to 0.5" in lines[1]
    assert "0.29 to 0.363" in lines[1]
    assert lines[-1] == "3 of 4 ratios agree with those of the run before."


@pytest.mark.parametrize(
    "content", ["", '{"date": "20', "{}", "[]", '{"rows": {"poll": [{"unknown": 1}]}}', "\udcff"]
)
def test_a_damaged_run_is_not_compared(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "run.json"
    file.write_text(content, errors="surrogateescape")
    assert readable_run(file) is None
    assert "cannot be compared" in capsys.readouterr().out


def test_a_written_run_is_readable(tmp_path: Path) -> None:
    assert readable_run(tmp_path / "run.json") is None
    run = Run.now({"poll": [Figure("task", 1.3, "of bare FastAPI", (1.2, 1.4))]}, [])
    run.write(tmp_path / "run.json")
    read = readable_run(tmp_path / "run.json")
    assert read is not None
    assert list(comparison(run.rows, read.rows))[-1].startswith("1 of 1 ratios agree")
