"""The judge finds what is wrong: each case is a sound campaign with one thing spoilt."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chaos import ledger
from chaos.evidence import Attempt, Evidence, Mail, Row, SignUp, Step
from chaos.faults import Struck
from chaos.ledger import Fact, Line
from chaos.plan import Fault
from chaos.verdict import judge
from chaos.wrongs import Wrong

QUICK, MAIL, SUBJECT = uuid4(), uuid4(), uuid4()
SENT = Mail(f"<{MAIL}@foyer.example>", "ada@example.com", "a link")
NOW = datetime.now(UTC)

Spoil = Callable[[Evidence], Evidence]


@pytest.fixture
def sound(tmp_path: Path) -> Evidence:
    """A quick task whose worker was killed once, and the mail of a sign-up."""
    (tmp_path / "effects").mkdir()
    (tmp_path / "media").mkdir()
    ledger.effect(tmp_path, QUICK).write_text(str(QUICK))
    cut = Attempt(QUICK, 1, "anna", 10, 15, "RETRY", "worker_lost")
    again = Attempt(QUICK, 2, "boris", 16, 17, "SUCCESS", None)
    quick = Row(QUICK, "quick", None, "SUCCESS", 2, 1, {"attempt": 2}, None)
    mail = Row(MAIL, "send_confirmation_email", SUBJECT, "SUCCESS", 1, 0, {}, None)
    return Evidence(
        folder=tmp_path,
        storage=tmp_path,
        logs=tmp_path,
        settled=1.0,
        accepted={QUICK: "quick", MAIL: "sign_up_without_picture"},
        refused=[],
        struck=[Struck(Fault.KILL_WORKER, 11, 12, "anna")],
        rows={QUICK: quick, MAIL: mail},
        pictures=[],
        sign_ups=[SignUp(SUBJECT, SENT.recipient)],
        mails=[SENT],
        attempts={
            QUICK: [cut, again],
            MAIL: [Attempt(MAIL, 1, "anna", 10, 11, "SUCCESS", None)],
        },
        steps={
            QUICK: steps(QUICK, "PENDING", "STARTED", "RETRY", "STARTED", "SUCCESS"),
            MAIL: steps(MAIL, "PENDING", "STARTED", "SUCCESS"),
        },
        lines={QUICK: [line(Fact.BEGAN, 1, 10.1), line(Fact.BEGAN, 2, 16.1), did(2)]},
    )


def steps(task_id: UUID, *states: str) -> list[Step]:
    pairs = zip((None, *states), states, strict=False)
    return [Step(task_id, old, new, 0, NOW) for old, new in pairs]


def line(fact: Fact, attempt: int, at: float) -> Line:
    return Line(fact, QUICK, attempt, at)


def did(attempt: int) -> Line:
    return line(Fact.DID, attempt, 16.2)


def with_row(**changes: object) -> Spoil:
    def spoil(evidence: Evidence) -> Evidence:
        evidence.rows[QUICK] = replace(evidence.rows[QUICK], **changes)  # type: ignore[arg-type]
        return evidence

    return spoil


def with_lines(*lines: Line) -> Spoil:
    def spoil(evidence: Evidence) -> Evidence:
        evidence.lines[QUICK] += lines
        return evidence

    return spoil


def with_mails(*mails: Mail) -> Spoil:
    return lambda evidence: replace(evidence, mails=list(mails))


def with_step(old: str, new: str | None) -> Spoil:
    def spoil(evidence: Evidence) -> Evidence:
        evidence.steps[QUICK].append(Step(QUICK, old, new, 2, NOW))
        return evidence

    return spoil


def without_the_effect(evidence: Evidence) -> Evidence:
    ledger.effect(evidence.folder, QUICK).unlink()
    return evidence


def without_the_row(evidence: Evidence) -> Evidence:
    del evidence.rows[QUICK]
    ledger.effect(evidence.folder, QUICK).unlink()
    return evidence


def test_a_sound_campaign_holds(sound: Evidence) -> None:
    verdict = judge(sound)
    assert verdict.violations == []
    assert (verdict.accepted, verdict.succeeded, verdict.failed) == (2, 2, 0)
    (recovery,) = verdict.recoveries
    assert (recovery.due, recovery.started) == (4, 5)


@pytest.mark.parametrize(
    ("spoil", "wrong"),
    [
        (without_the_row, Wrong.LOST),
        (with_row(state="STARTED"), Wrong.LOST),
        (with_step("SUCCESS", None), Wrong.LOST),
        (without_the_effect, Wrong.LOST),
        (with_mails(), Wrong.LOST),
        (with_row(result={"attempt": 1}), Wrong.DOUBLED),
        (with_step("SUCCESS", "RETRY"), Wrong.DOUBLED),
        (with_lines(line(Fact.BEGAN, 2, 16.3)), Wrong.DOUBLED),
        (with_lines(line(Fact.BEGAN, 3, 18)), Wrong.DOUBLED),
        (with_lines(did(2)), Wrong.DOUBLED),
        (with_mails(SENT, SENT), Wrong.DOUBLED),
        (with_mails(SENT, replace(SENT, message_id="<other@foyer.example>")), Wrong.DOUBLED),
        (with_row(state="FAILURE", error="internal_error"), Wrong.OTHER),
        (with_row(crashes=0), Wrong.OTHER),
        (lambda evidence: replace(evidence, struck=[]), Wrong.OTHER),
        (lambda evidence: replace(evidence, refused=["REFUSED 500"]), Wrong.OTHER),
    ],
)
def test_what_is_spoilt_is_found(sound: Evidence, spoil: Spoil, wrong: Wrong) -> None:
    verdict = judge(spoil(sound))
    assert verdict.count(wrong) == 1
    assert not verdict.holds


def test_an_attempt_that_overlaps_the_next_for_no_reason(sound: Evidence) -> None:
    late = with_lines(line(Fact.ENDED, 1, 16.5))
    assert judge(late(sound)).count(Wrong.DOUBLED) == 0  # its worker was struck
    elsewhere = replace(sound, struck=[replace(sound.struck[0], worker="clara")])
    assert judge(elsewhere).count(Wrong.DOUBLED) == 1
