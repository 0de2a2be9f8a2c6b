"""`python -m bench.performance_page`: docs/performance.md, from the latest whole run."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from bench.clients import ROOT
from bench.figures import Figure
from bench.report import Run, goal, number, spread, verdict
from local.bootstrap import HOME
from local.extra_packages import install

RUN = HOME / "bench" / "run.json"
DOCS = ROOT / "docs"
_IMAGES = Path("images", "performance")
_INTRODUCTION = """# Performance

One run of `make bench` on {date}: {processors} cores, Python {python}, load {load} at the end.
`make performance` makes this page from the latest whole run; `make bench ROW=poll` measures one
row. What the figures mean, and how they are taken, is in [measurements](measurements.md).

*Spread* is the smallest and the largest round. A goal is a ratio of two figures of this run where
that is possible, because the machine then matters less. A ratio with a spread is the median of the
ratios of its rounds. The next run prints which of its ratios agree with those of this one: the
spreads overlap, of at least a tenth of the value on each side.
"""


def write_page(run_file: Path, folder: Path) -> None:
    """Write performance.md and its charts to the folder.

    Raises:
        FileNotFoundError: there was no such run yet.
    """
    run = Run.read(run_file)
    subprocess.run(
        [sys.executable, "-m", "bench.charts", str(run_file), str(folder / _IMAGES)],
        env={"PYTHONPATH": f"{ROOT}:{install('bench')}"},
        cwd=ROOT,
        check=True,
    )
    (folder / "performance.md").write_text("\n".join(_page(run)) + "\n")


def _page(run: Run) -> Iterator[str]:
    yield _INTRODUCTION.format(
        date=run.date, processors=run.processors, python=run.python, load=run.load
    )
    for name, figures in run.rows.items():
        yield f"## {name}\n"
        yield from _charts(name, figures)
        yield "|  | value | unit | spread | goal |  |"
        yield "| -- | --: | -- | -- | -- | -- |"
        for figure in figures:
            value, unit = number(figure.value), figure.unit
            cells = (figure.name, value, unit, spread(figure), goal(figure), verdict(figure))
            yield f"| {' | '.join(cells)} |"
        yield ""


def _charts(name: str, figures: Sequence[Figure]) -> Iterator[str]:
    for index, group in enumerate(chart_groups(figures)):
        images = _IMAGES / f"{name}-{index}"
        yield "<picture>"
        yield f'<source media="(prefers-color-scheme: dark)" srcset="{images}-dark.svg">'
        yield f'<img alt="{name}, {group[0].unit}" src="{images}-light.svg">'
        yield "</picture>\n"


def chart_groups(figures: Sequence[Figure], most: int = 16) -> list[list[Figure]]:
    """Return the figures to draw, one chart for each unit with two to sixteen figures."""
    by_unit = groupby(sorted(figures, key=lambda figure: figure.unit), lambda figure: figure.unit)
    groups = [list(group) for _, group in by_unit]
    return [group for group in groups if 1 < len(group) <= most]


if __name__ == "__main__":
    write_page(RUN, DOCS)
