"""A response does not reveal whether an address has an account.

This test has few pairs and a wide bound, because the machine may be busy. `make bench` sends 200
pairs and compares the times with a rank test.
"""

import statistics
from collections.abc import Callable, Iterator

import httpx
import pytest

from local.stack import Stack
from tests.conftest import connected_to
from tests.security.enumeration import Answers, Enumeration

PAIRS = 20
ROUNDS = 3  # a real difference shows in each round; one caused by other load does not
WIDE = 1.5  # largest ratio of the two medians, plus
SLACK = 0.01  # seconds; the hash of a password takes three times as long


@pytest.fixture(scope="module")
def rounds(stack: Stack) -> Iterator[list[Enumeration]]:
    with (
        connected_to(stack),
        httpx.Client(base_url=f"{stack.api.url}/api", timeout=60) as client,
    ):
        yield [Enumeration(client, PAIRS) for _ in range(ROUNDS)]


@pytest.mark.parametrize(
    "send", [Enumeration.sign_up, Enumeration.resend, Enumeration.log_in, Enumeration.reset]
)
def test_responses_are_the_same_for_known_and_unknown_addresses(
    rounds: list[Enumeration], send: Callable[[Enumeration], Answers]
) -> None:
    assert any(is_alike(send(enumeration)) for enumeration in rounds)


def is_alike(answers: Answers) -> bool:
    of_known, of_unknown = answers.shapes
    assert of_known == of_unknown
    assert len(of_known) == 1
    medians = sorted(statistics.median(seconds) for seconds in answers.seconds)
    return medians[1] < medians[0] * WIDE + SLACK
