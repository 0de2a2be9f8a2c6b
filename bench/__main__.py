"""`python -m bench [ROW…]`: run the measurements, all or those named; print their figures.

Fails when a goal is missed. With BENCH_SMOKE=1 each one is small, and goals do not count.
"""

import sys
from collections.abc import Sequence

from bench import (
    answer,
    backlog,
    broker_down,
    enumeration,
    history,
    notice,
    overload,
    poll,
    throughput,
    waiting,
)
from bench.scale import SMOKE

ROWS = {
    "poll": poll.measure,
    "answer": answer.measure,
    "broker": broker_down.measure,
    "enumeration": enumeration.measure,
    "overload": overload.measure,
    "throughput": throughput.measure,
    "backlog": backlog.measure,
    "waiting": waiting.measure,
    "notice": notice.measure,
    "history": history.measure,
}


def main(names: Sequence[str]) -> int:
    """Return the exit code."""
    unknown = set(names) - set(ROWS)
    if unknown:
        print(f"No such row: {', '.join(sorted(unknown))}. Rows: {', '.join(ROWS)}.")
        return 2
    goals_met = [ROWS[name]() for name in names or ROWS]
    return 0 if all(goals_met) or SMOKE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
