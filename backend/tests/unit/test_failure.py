"""Failures as they are kept."""

import pytest

from foyer.task_engine.failure import unknown


def test_it_names_the_class_and_the_place() -> None:
    with pytest.raises(ValueError, match="no number") as caught:
        int("no number")
    failure = unknown(caught.value).at(caught.value, __name__.partition(".")[0])
    assert failure.error["class"] == "ValueError"
    assert failure.error["place"].endswith("test_failure.test_it_names_the_class_and_the_place")
    assert "ValueError" in str(failure.traceback)


def test_what_postgresql_cannot_keep_is_left_out() -> None:
    error = ValueError("a\0b")
    failure = unknown(error).at(error, "tests")
    assert "ab" in str(failure.traceback)
    assert "place" not in failure.error
