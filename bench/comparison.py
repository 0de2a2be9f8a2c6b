"""Two runs of the benchmark: which of their ratios agree.

Rates and times differ from hour to hour with what else the machine's host does. Ratios differ less.
Most are of figures that were measured in turn; those of the rows sign-ups, broker, waiting and
history are of figures measured one after the other. Two runs agree on a ratio if their spreads
overlap. A spread is at least a tenth of the value on each side, because the rounds of one process
do not show how it differs from the next one.
"""

from collections.abc import Iterator

from bench.figures import Figure
from bench.report import Rows, number

TOLERANCE = 0.10  # of the value
_COLUMNS = "{:<62} {:>8} {:>16} {:>8} {:>16}  {}"


def comparison(first: Rows, second: Rows) -> Iterator[str]:
    """Yield a header, a line for each ratio of both runs, and how many of them agree."""
    yield _COLUMNS.format("ratio", "before", "spread", "now", "spread", "")
    verdicts = []
    for name, figures in second.items():
        before = {(figure.name, figure.unit): figure for figure in first.get(name, ())}
        for figure in figures:
            earlier = before.get((figure.name, figure.unit))
            if earlier is None or not figure.is_ratio:
                continue
            spreads = _spread(earlier), _spread(figure)
            agree = max(low for low, _ in spreads) <= min(high for _, high in spreads)
            verdicts.append(agree)
            texts = [f"{number(low)} to {number(high)}" for low, high in spreads]
            yield _COLUMNS.format(
                f"{name}: {figure.name} [{figure.unit}]",
                *(number(earlier.value), texts[0], number(figure.value), texts[1]),
                "agree" if agree else "DIFFER",
            )
    yield f"{sum(verdicts)} of {len(verdicts)} ratios agree with those of the run before."


def _spread(figure: Figure) -> tuple[float, float]:
    low, high = figure.spread or (figure.value, figure.value)
    return min(low, figure.value * (1 - TOLERANCE)), max(high, figure.value * (1 + TOLERANCE))
