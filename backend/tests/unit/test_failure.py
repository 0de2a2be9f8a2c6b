"""Failures as they are kept."""

from foyer.tasks.failure import unknown


def test_it_names_the_class_and_the_place() -> None:
    try:
        raise KeyError("key")
    except KeyError as error:
        failure = unknown(error).at(error, __name__.partition(".")[0])
    assert failure.error["class"] == "KeyError"
    assert failure.error["place"].endswith("test_failure.test_it_names_the_class_and_the_place")
    assert "KeyError" in str(failure.traceback)


def test_what_postgresql_cannot_keep_is_left_out() -> None:
    error = ValueError("a\0b")
    failure = unknown(error).at(error, "tests")
    assert "ab" in str(failure.traceback)
    assert "place" not in failure.error
