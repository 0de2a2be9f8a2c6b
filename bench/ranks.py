"""The rank test of Mann, Whitney and Wilcoxon for two samples."""

import math
from collections import Counter
from collections.abc import Sequence
from statistics import NormalDist


def p_value(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the probability of ranks at least this far apart for equal distributions; two-sided.

    By the normal approximation with the corrections for ties and continuity: for samples of some
    dozens and more.
    """
    n, m = len(one), len(other)
    together = sorted([*one, *other])
    ranks: dict[float, float] = {}
    for position, value in enumerate(together):
        ranks.setdefault(value, float(position + 1))
    counts = Counter(together)
    mid = {value: first + (counts[value] - 1) / 2 for value, first in ranks.items()}
    u = sum(mid[value] for value in one) - n * (n + 1) / 2
    ties = sum(count**3 - count for count in counts.values()) / ((n + m) * (n + m - 1))
    deviation = math.sqrt(n * m / 12 * (n + m + 1 - ties))
    if deviation == 0:
        return 1.0
    z = max(abs(u - n * m / 2) - 0.5, 0) / deviation
    return 2 * (1 - NormalDist().cdf(z))


def smallest_noticed(one: Sequence[float], other: Sequence[float], level: float) -> float:
    """Return the smallest slowdown of `one` that the test would detect."""
    low, high = 0.0, max(*one, *other)
    for _ in range(30):
        middle = (low + high) / 2
        if p_value([value + middle for value in one], other) > level:
            low = middle
        else:
            high = middle
    return high
