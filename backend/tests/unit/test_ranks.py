"""The rank test that judges times."""

import pytest

from bench.ranks import p_value, smallest_noticed

SAMPLE = [value / 10 for value in range(100)]


def test_the_same_cannot_be_told_apart() -> None:
    assert p_value(SAMPLE, SAMPLE) > 0.99
    assert p_value([1.0] * 9, [1.0] * 9) == 1


def test_it_says_what_a_table_says() -> None:
    # U = 0 of 25: z = (12.5 - 0.5) / sqrt(25 * 11 / 12)
    assert p_value([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]) == pytest.approx(0.0122, abs=0.0001)
    assert p_value([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]) == pytest.approx(0.0122, abs=0.0001)


def test_ties_count_half() -> None:
    # U = 4.5 of 16, four twos and two threes: z = (8 - 4.5 - 0.5) / sqrt(16 / 12 * (9 - 66 / 56))
    assert p_value([1, 2, 2, 3], [2, 2, 3, 4]) == pytest.approx(0.3529, abs=0.0001)


def test_a_shift_is_noticed() -> None:
    noticed = smallest_noticed(SAMPLE, SAMPLE, 0.01)
    assert 0.5 < noticed < 2
    assert p_value([value + noticed for value in SAMPLE], SAMPLE) <= 0.01
