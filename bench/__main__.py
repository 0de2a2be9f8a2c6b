"""`python -m bench [ROW…]`: run the measurements, all or those named, and print one table.

A whole run writes .local/bench/run.json, which `make performance` turns into docs/performance.md.
Fails when a goal is missed. With BENCH_SMOKE=1 each row is small, and goals do not count.
"""

import sys
from collections.abc import Callable, Sequence

from bench import (
    backlog,
    broker_down,
    bulk,
    capacity,
    enumeration,
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
    "history": history.measure,
    "pictures": pictures.measure,
    "start": start.measure,
    "capacity": capacity.measure,
}


def main(names: Sequence[str]) -> int:
    """Return the exit code."""
    unknown = set(names) - set(ROWS)
    if unknown:
        print(f"No such row: {', '.join(sorted(unknown))}. Rows: {', '.join(ROWS)}.")
        return 2
    children.are_forked = SMOKE
    rows = {}
    for name in names or ROWS:
        rows[name] = ROWS[name]()
        print_table({name: rows[name]})
    if not names and not SMOKE:
        Run.now(rows).write(RUN)
    are_met = all(figure.is_met for figures in rows.values() for figure in figures)
    return 0 if are_met or SMOKE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
