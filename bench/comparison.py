"""Two runs of the benchmark: whether the ratios of the second are within the spread of the first.

Rates and times differ from hour to hour with what else the machine's host does. Ratios are of
figures that were measured in turn, so they should not.
"""

from collections.abc import Iterator

from bench.figures import Figure
from bench.report import Rows, number, spread

WITHOUT_ROUNDS = 0.10  # the allowed difference of a ratio that has no rounds, as a share
_COLUMNS = "{:<62} {:>10} {:>18} {:>10}  {}"


def comparison(first: Rows, second: Rows) -> Iterator[str]:
    """Yield a header, a line for each ratio of both runs, and how many are within the spread."""
    yield _COLUMNS.format("ratio", "run before", "its spread", "this run", "")
    verdicts = []
    for name, figures in second.items():
        before = {(figure.name, figure.unit): figure for figure in first.get(name, ())}
        for figure in figures:
            earlier = before.get((figure.name, figure.unit))
            if earlier is None or not figure.is_ratio:
                continue
            within = is_within(figure.value, earlier)
            verdicts.append(within)
            yield _COLUMNS.format(
                f"{name}: {figure.name} [{figure.unit}]",
                number(earlier.value),
                spread(earlier),
                number(figure.value),
                "within" if within else "OUTSIDE",
            )
    yield f"{sum(verdicts)} of {len(verdicts)} ratios are within the spread of the run before."


def is_within(value: float, earlier: Figure) -> bool:
    """Whether a value is within the spread of an earlier run's figure."""
    low, high = earlier.spread or (
        earlier.value * (1 - WITHOUT_ROUNDS),
        earlier.value * (1 + WITHOUT_ROUNDS),
    )
    return low <= value <= high
