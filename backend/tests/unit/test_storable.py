"""Results and texts that PostgreSQL can store."""

from typing import Any

import pytest

from foyer.task_engine.storable import ResultInvalidError, encode_result, storable_text
from testkit.misbehaving_tasks import INVALID_RESULTS


def nested(depth: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for _ in range(depth):
        result = {"in": result}
    return result


def cycle() -> dict[str, Any]:
    result: dict[str, Any] = {}
    result["self"] = result
    return result


@pytest.mark.parametrize(
    "result",
    [*(make() for make in INVALID_RESULTS.values()), "text", {"set": {1}}, nested(20_000), cycle()],
    ids=[*INVALID_RESULTS, "str", "set", "deep", "cycle"],
)
def test_a_result_that_cannot_be_stored_is_invalid(result: object) -> None:
    with pytest.raises(ResultInvalidError):
        encode_result(result)


@pytest.mark.parametrize(
    ("result", "encoded"),
    [
        (None, None),
        ({"grüße": ["ä", 1, None]}, '{"grüße": ["ä", 1, null]}'),
        ({"path": "C:\\u0000"}, '{"path": "C:\\\\u0000"}'),
    ],
)
def test_a_valid_result_is_json(result: object, encoded: str | None) -> None:
    assert encode_result(result) == encoded


def test_a_long_text_loses_its_middle() -> None:
    text = storable_text("a" * 500 + "\0" + "b" * 500, 100)
    assert text == "a" * 50 + " [… 901 characters …] " + "b" * 50


def test_a_text_has_no_nul_and_no_lone_surrogate() -> None:
    assert storable_text("a\0b\ud800", 100) == r"ab\ud800"
