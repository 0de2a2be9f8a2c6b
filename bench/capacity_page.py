"""`python -m bench.capacity_page`: the tables of docs/capacity.md, from the latest run.

A table is between the comments `<!-- NAME: … -->` and `<!-- end -->`; the rest is written by hand.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median

from bench.capacity_run import RUN, Capacity
from bench.clients import ROOT
from bench.processor import PROCESSES
from bench.projection import limits, needs
from bench.report import number
from bench.systems import ALL, System, simulate
from local.extra_packages import install

PAGE = ROOT / "docs" / "capacity.md"
CHARTS = ROOT / "docs" / "images" / "capacity"
RATES = (10, 1000, 100_000)  # sign-ups a minute
SHARES = (30, 50, 60, 70, 80, 90)  # percent of the highest rate
SIMULATED = 3000  # sign-ups, with each seed
SEEDS = range(1, 10)
POOLS: Mapping[str, Mapping[str, int]] = {
    "4 processes for both": {ALL: 4},
    "2 for pictures, 2 for mail": {"pictures": 2, "mail": 2},
}
_BLOCK = re.compile(r"(<!-- (\w+): [^>]*-->\n).*?(<!-- end -->)", re.DOTALL)
Cells = Sequence[str | float]


def main() -> None:
    """Replace all tables of the page, and its chart.

    Raises:
        FileNotFoundError: there was no whole run of the row yet.
    """
    capacity = Capacity.read(RUN)
    waits = _waiting_times(capacity)
    lines = {name: [median(times) for times in line] for name, line in waits.items()}
    subprocess.run(
        [sys.executable, "-m", "bench.capacity_chart", str(CHARTS)],
        input=json.dumps([SHARES, lines]),
        env={"PYTHONPATH": f"{ROOT}:{install('bench')}"},
        cwd=ROOT,
        check=True,
        text=True,
    )
    tables: dict[str, list[Cells]] = {
        "run": _run(capacity),
        "rates": _rates(capacity),
        "times": _times(capacity),
        "needs": _needs(capacity),
        "limits": [("", "sign-ups a minute"), *limits(capacity).items()],
        "waits": [("% of the highest rate", *waits), *_waits(waits)],
    }
    filled = _BLOCK.sub(
        lambda block: f"{block[1]}\n{_table(tables[block[2]])}\n{block[3]}", PAGE.read_text()
    )
    PAGE.write_text(filled)


def _line(*cells: str | float) -> Cells:
    return cells


def _table(rows: Sequence[Cells]) -> str:
    lines = [rows[0], ["--", *["--:"] * (len(rows[0]) - 1)], *rows[1:]]
    texts = ([cell if isinstance(cell, str) else number(cell) for cell in line] for line in lines)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in texts)


def _run(capacity: Capacity) -> list[Cells]:
    return [
        ("measured on", capacity.date),
        ("cores", capacity.cores),
        ("sign-ups in all batches", capacity.sign_ups),
        ("load of the machine at the end", capacity.load),
        ("cores that other programs used meanwhile", capacity.strangers),
    ]


def _rates(capacity: Capacity) -> list[Cells]:
    return [
        ("worker processes", "measured, sign-ups/s", "predicted", "error", "cores in use"),
        *(_rate(capacity, count) for count in capacity.predicted),
    ]


def _rate(capacity: Capacity, count: str) -> Cells:
    predicted, batch = capacity.predicted[count], capacity.drained.get(count)
    if not batch:
        return (count, "", predicted, "", "")
    error = f"{capacity.error(count):+.0f} %"
    return (count, 1 / batch.elapsed, predicted, error, capacity.cores_used(count))


def _times(capacity: Capacity) -> list[Cells]:
    batches = {
        "request": capacity.requests,
        "a second of waiting": capacity.waiting,
        **{f"{kind}, 1 process": batch for kind, batch in capacity.kinds.items()},
        f"both, {max(capacity.drained, key=int)} processes": capacity.busiest,
    }
    waits = [work.wait * 1000 for work in capacity.works().values()]
    parts = (
        _line(part, *(batch.processor[part] * 1000 for batch in batches.values()), total * 1000)
        for part, total in capacity.processor().items()
    )
    header = ("milliseconds", *batches, "request and both")
    return [header, *parts, ("wait without the processor", "", "", *waits, "", "")]


def _needs(capacity: Capacity) -> list[Cells]:
    columns = [needs(capacity, rate) for rate in RATES]
    header = ("sign-ups a minute", *(f"{rate:,}" for rate in RATES))
    return [header, *(_line(name, *(column[name] for column in columns)) for name in columns[0])]


def _waiting_times(capacity: Capacity) -> dict[str, list[list[float]]]:
    """Return simulated waiting times in milliseconds: for each of SHARES, one of each seed."""
    lines = {}
    for name, pools in POOLS.items():
        outcomes = [
            simulate([replace(system, seed=seed) for seed in SEEDS])
            for system in _systems(capacity, pools)
        ]
        for quantile in ("p50", "p95"):
            lines[f"{name}, {quantile}"] = [
                [getattr(outcome, f"wait_{quantile}") * 1000 for outcome in of_share]
                for of_share in outcomes
            ]
    return lines


def _waits(waits: Mapping[str, Sequence[Sequence[float]]]) -> Iterator[Cells]:
    """Yield the median of all seeds with the lowest and highest value."""
    for share, *cells in zip(SHARES, *waits.values(), strict=True):
        texts = (
            f"{number(median(times))} ({number(min(times))} to {number(max(times))})"
            for times in cells
        )
        yield (share, *texts)


def _systems(capacity: Capacity, pools: Mapping[str, int]) -> Iterator[System]:
    works, parts = capacity.works(), capacity.requests.processor
    request = sum(parts.values()) - parts[PROCESSES]
    busy = dict.fromkeys(pools, 0.0)
    for kind, work in works.items():
        busy[kind if kind in pools else ALL] += work.occupancy
    processor = request + sum(work.processor for work in works.values())
    waiting = sum(capacity.waiting.cores.values())
    highest = min(capacity.cores / processor, *(pools[pool] / busy[pool] for pool in pools))
    for share in SHARES:
        rate = highest * share / 100
        yield System(capacity.cores, pools, works, SIMULATED, rate, request, waiting)


if __name__ == "__main__":
    main()
