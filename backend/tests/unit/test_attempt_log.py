"""The log lines of an attempt, which are stored when they changed."""

import logging

import pytest

from foyer.task_engine.attempt_log import MAX_LINES, AttemptLog


@pytest.fixture
def log() -> AttemptLog:
    return AttemptLog()


def add(log: AttemptLog, message: str, *args: object) -> None:
    log.handle(logging.LogRecord("a.library", logging.INFO, __file__, 1, message, args, None))


def test_the_log_has_changed_until_its_text_is_read(log: AttemptLog) -> None:
    add(log, "one")
    assert log.has_changed
    assert log.text() == "one"
    assert not log.has_changed
    for number in range(MAX_LINES):  # the number of lines stays the same after the first ones
        add(log, "line %d", number)
        assert log.has_changed
        assert log.text().endswith(f"line {number}")


def test_a_new_attempt_begins_with_an_empty_log(log: AttemptLog) -> None:
    add(log, "of the attempt before")
    log.start()
    assert (log.has_changed, log.text()) == (False, "")


def test_a_wrong_call_adds_no_line_and_raises_nothing(
    log: AttemptLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)  # it only prints the error
    add(log, "%d pages", "seven")
    assert (log.has_changed, log.text()) == (False, "")


def test_a_line_has_no_lone_surrogate(log: AttemptLog) -> None:
    add(log, "half \ud800 of a character")
    assert log.text() == r"half \ud800 of a character"
