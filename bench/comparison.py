"""Two runs of the benchmark: whether the ratios of the second are within the spread of the first.

Rates and times differ from hour to hour with what else the machine's host does. Ratios are of
figures that were measured in turn, so they should not. But a process that is started anew differs
by some percent from the one before, which the rounds of one process cannot show: a tenth of the
value is always allowed.
"""

from collections.abc import Iterator

from bench.figures import Figure
from bench.report import Rows, number

AT_LEAST = 0.10  # of the value: what is allowed on each side, however close the rounds were
_COLUMNS = "{:<62} {:>10} {:>18} {:>10}  {}"


def comparison(first: Rows, second: Rows) -> Iterator[str]:
    """Yield a header, a line for each ratio of both runs, and how many are within the spread."""
    yield _COLUMNS.format("ratio", "run before", "allowed", "this run", "")
    verdicts = []
    for name, figures in second.items():
        before = {(figure.name, figure.unit): figure for figure in first.get(name, ())}
        for figure in figures:
            earlier = before.get((figure.name, figure.unit))
            if earlier is None or not figure.is_ratio:
                continue
            low, high = allowed(earlier)
            within = low <= figure.value <= high
            verdicts.append(within)
            yield _COLUMNS.format(
                f"{name}: {figure.name} [{figure.unit}]",
                number(earlier.value),
                f"{number(low)} to {number(high)}",
                number(figure.value),
                "within" if within else "OUTSIDE",
            )
    yield f"{sum(verdicts)} of {len(verdicts)} ratios are within the spread of the run before."


def allowed(earlier: Figure) -> tuple[float, float]:
    """Return the least and the largest value of a run that agrees with an earlier one."""
    low, high = earlier.spread or (earlier.value, earlier.value)
    return min(low, earlier.value * (1 - AT_LEAST)), max(high, earlier.value * (1 + AT_LEAST))
