"""Prefer: wait=N (RFC 7240)."""

import pytest

from foyer.api.prefer import MAX_WAIT, wait_preferred


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (["wait=20"], 20),
        (["Wait = 7"], 7),
        (['wait="7"'], 7),
        (["respond-async, wait=10; foo=bar"], 10),
        (["return=minimal", "wait=3"], 3),
        (["wait=3, wait=9"], 3),
        (["wait=600"], MAX_WAIT),
    ],
)
def test_wait_preference_is_parsed(headers: list[str], seconds: int) -> None:
    assert wait_preferred(headers) == seconds


@pytest.mark.parametrize(
    "header",
    ["", "wait", "wait=", "wait=soon", "wait=-1", "wait=1.5", 'wait="5', "await=5", "wait=5s"],
)
def test_malformed_wait_preference_is_ignored(header: str) -> None:
    assert wait_preferred([header]) == 0
