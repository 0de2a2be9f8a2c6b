"""Failures, as they are stored in the task."""

import pytest

from foyer.task_engine.failure import unknown


def test_an_unknown_error_stores_its_class_and_place() -> None:
    with pytest.raises(ValueError, match="no number") as caught:
        int("no number")
    failure = unknown(caught.value).at(caught.value, __name__.partition(".")[0])
    assert failure.error["class"] == "ValueError"
    assert failure.error["place"].endswith(
        "test_failure.test_an_unknown_error_stores_its_class_and_place"
    )
    assert "ValueError" in str(failure.traceback)


def test_nul_characters_are_removed() -> None:
    error = ValueError("a\0b")
    failure = unknown(error).at(error, "tests")
    assert "ab" in str(failure.traceback)
    assert "place" not in failure.error
