"""`python -m bench`: run every measurement, print the figures; fail when a goal is missed."""

import sys

from bench import (
    answer,
    broker_down,
    enumeration,
    history,
    notice,
    overload,
    throughput,
    waiting,
)

MEASUREMENTS = [
    answer.measure,
    broker_down.measure,
    enumeration.measure,
    overload.measure,
    throughput.measure,
    waiting.measure,
    notice.measure,
    history.measure,
]


def main() -> int:
    met = [measure() for measure in MEASUREMENTS]
    return 0 if all(met) else 1


sys.exit(main())
