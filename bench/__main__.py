"""`python -m bench [ROW…]`: run the measurements, all or those named, and print one table.

A whole run writes .local/bench/run.json, which `make performance` turns into docs/performance.md.
The next one compares its ratios with those of the run before.
The rows in LARGE take long and run only by name. Fails when a goal is missed. With BENCH_SMOKE=1
each row is small, and goals do not count. A row that fails does not stop the others.
"""

import sys
import time
import traceback
from collections.abc import Callable, Sequence
from functools import partial

from bench import (
    backlog,
    broker_down,
    bulk,
    capacity,
    enumeration,
    first_paint,
    history,
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
from bench.performance_page import RUN
from bench.report import Run, print_table
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
    "capacity": capacity.measure,
}
LARGE: dict[str, Callable[[], list[Figure]]] = {
    "large-backlog": partial(backlog.measure, 300_000),
    "large-history": partial(history.measure, history.ALL_SIZES),
}


def main(names: Sequence[str]) -> int:
    """Return the exit code."""
    all_rows = ROWS | LARGE
    unknown = set(names) - set(all_rows)
    if unknown:
        print(f"No such row: {', '.join(sorted(unknown))}. Rows: {', '.join(all_rows)}.")
        return 2
    children.are_forked = SMOKE
    whole = not names and not SMOKE
    before = Run.read(RUN) if whole and RUN.exists() else None
    rows: dict[str, list[Figure]] = {}
    failed = []
    for name in names or ROWS:
        began = time.monotonic()
        try:
            rows[name] = all_rows[name]()
        except Exception:  # noqa: BLE001 - the other rows run, whatever happens to this one
            traceback.print_exc()
            failed.append(name)
        else:
            print_table({name: rows[name]})
        print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
    if failed:
        print(f"Without a result: {', '.join(failed)}.", flush=True)
        return 1
    if whole:
        Run.now(rows).write(RUN)
    if before:
        print(*comparison(before.rows, rows), sep="\n", flush=True)
    are_met = all(figure.is_met for figures in rows.values() for figure in figures)
    return 0 if are_met or SMOKE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
