"""`python -m bench [ROW…]`: run the measurements, all or those named, and print one table.

A whole run writes .local/bench/run.json, which `make performance` turns into docs/performance.md.
The next one compares its ratios with those of the run before. A row that fails does not stop the
others; their figures are then in partial.json beside it, with the names of the rows that failed.
The rows in LARGE take long and run only by name. Fails when a row failed or a goal is missed.
With BENCH_SMOKE=1 each row is small, only the goals of correctness count, and the output goes to a
temporary folder.
"""

import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from bench import (
    backlog,
    broker_down,
    bulk,
    capacity,
    enumeration,
    first_paint,
    history,
    images,
    notice,
    overload,
    pictures,
    poll,
    sign_ups,
    slow_commits,
    start,
    throughput,
    waiting,
    ways,
)
from bench.comparison import comparison
from bench.figures import Figure
from bench.performance_page import RUN, write_page
from bench.report import Rows, Run, print_table, readable_run
from bench.scale import SMOKE
from local.children import children

ROWS: dict[str, Callable[[], list[Figure]]] = {
    "poll": poll.measure,
    "ways": ways.measure,
    "sign-ups": sign_ups.measure,
    "broker": broker_down.measure,
    "enumeration": enumeration.measure,
    "overload": overload.measure,
    "throughput": throughput.measure,
    "backlog": backlog.measure,
    "bulk": bulk.measure,
    "commits": slow_commits.measure,
    "waiting": waiting.measure,
    "notice": notice.measure,
    "paint": first_paint.measure,
    "history": history.measure,
    "pictures": pictures.measure,
    "start": start.measure,
    "images": images.measure,
    "capacity": capacity.measure,
}
LARGE: dict[str, Callable[[], list[Figure]]] = {
    "large-backlog": partial(backlog.measure, 300_000),
    "large-history": partial(history.measure, history.ALL_SIZES),
}
PARTIAL = RUN.with_name("partial.json")


def main(names: Sequence[str]) -> int:
    """Return the exit code."""
    unknown = set(names) - set(ROWS | LARGE)
    if unknown:
        print(f"No such row: {', '.join(sorted(unknown))}. Rows: {', '.join(ROWS | LARGE)}.")
        return 2
    children.are_forked = SMOKE
    rows, failed = _measure(names or list(ROWS))
    run = Run.now(rows, failed)
    if SMOKE:
        _try_output(run)
    elif not names:
        _keep(run)
    if failed:
        print(f"Without a result: {', '.join(failed)}.", flush=True)
    missed = list(_missed(rows))
    if missed:
        print(f"Missed: {'; '.join(missed)}.", flush=True)
    return 1 if failed or missed else 0


def _measure(names: Sequence[str]) -> tuple[dict[str, list[Figure]], list[str]]:
    """Return the figures of the rows that have a result, and the names of the others."""
    rows: dict[str, list[Figure]] = {}
    failed = []
    for name in names:
        began = time.monotonic()
        try:
            rows[name] = (ROWS | LARGE)[name]()
        except Exception:  # noqa: BLE001 - the other rows run, whatever happens to this one
            traceback.print_exc()
            failed.append(name)
        else:
            print_table({name: rows[name]})
        print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
    return rows, failed


def _keep(run: Run) -> None:
    """Write the run, in place of the one before it only if it is complete; compare the two."""
    before = readable_run(RUN)
    run.write(PARTIAL if run.failed else RUN)
    if before:
        print(*comparison(before.rows, run.rows), sep="\n", flush=True)


def _try_output(run: Run) -> None:
    """Write the run, read it and draw its charts, as after a whole run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run.write(folder / "run.json")
        write_page(folder / "run.json", folder)


def _missed(rows: Rows) -> Iterator[str]:
    """Yield the figures that miss their goals; in a smoke run, only those of correctness."""
    for name, figures in rows.items():
        for figure in figures:
            if not figure.is_met and (figure.is_correctness or not SMOKE):
                yield f"{name}: {figure.name} [{figure.unit}]"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
