"""The checker finds every violation: each case is a valid history with one defect."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from chaos import run_log
from chaos.answers import Answer, Poll, ShownTask
from chaos.checker import check
from chaos.history import Attempt, History, Mail, SignUp, TaskRow, Transition
from chaos.nemesis import FaultEvent
from chaos.plan import Fault
from chaos.revocations import Revocation
from chaos.run_log import Entry, Event
from chaos.violations import ViolationKind

QUICK, MAIL, SUBJECT = uuid4(), uuid4(), uuid4()
SENT = Mail(f"<{MAIL}@foyer.example>", "ada@example.com", "a link")
NOW = datetime.now(UTC)

Damage = Callable[[History], History]


@pytest.fixture
def valid(tmp_path: Path) -> History:
    """A quick task whose worker was killed once, and the mail of a sign-up."""
    (tmp_path / "effects").mkdir()
    (tmp_path / "media").mkdir()
    run_log.effect(tmp_path, QUICK).write_text(str(QUICK))
    cut = Attempt(QUICK, 1, "anna", 10, 15, "RETRY", "worker_lost")
    second = Attempt(QUICK, 2, "boris", 16, 17, "SUCCESS", None)
    quick = TaskRow(QUICK, "quick", None, "SUCCESS", 2, 1, {"attempt": 2}, None)
    mail = TaskRow(MAIL, "send_confirmation_email", SUBJECT, "SUCCESS", 1, 0, {}, None)
    return History(
        folder=tmp_path,
        storage=tmp_path,
        logs=tmp_path,
        settled=1.0,
        accepted={QUICK: "quick", MAIL: "sign_up_without_picture"},
        client_failures=[],
        faults=[FaultEvent(Fault.KILL_WORKER, 11, 12, "anna")],
        tasks={QUICK: quick, MAIL: mail},
        pictures=[],
        sign_ups=[SignUp(SUBJECT, SENT.recipient)],
        mails=[SENT],
        attempts={
            QUICK: [cut, second],
            MAIL: [Attempt(MAIL, 1, "anna", 10, 11, "SUCCESS", None)],
        },
        transitions={
            QUICK: transitions(QUICK, "PENDING", "STARTED", "RETRY", "STARTED", "SUCCESS"),
            MAIL: transitions(MAIL, "PENDING", "STARTED", "SUCCESS"),
        },
        answers=[
            shown("PENDING", 0, sent=10),
            shown("STARTED", 2, sent=16.1, poll=Poll.NEWCOMER, api=1),
            shown("STARTED", 1, sent=16.2, poll=Poll.NEWCOMER),  # from a memory that is 0.2 s old
            shown("STARTED", 2, sent=16.3, api=1),
            shown("STARTED", 2, sent=16.4, status=304),
            replace(shown("", 0, sent=16.5, status=503), tasks=()),
            shown("SUCCESS", 2, sent=17),
            replace(shown("", 0, sent=11), tasks=(ShownTask(MAIL, "SUCCESS", 1),)),
        ],
        sightings={1: 9, 2: 10, 3: 15, 4: 16.05, 5: 17},
        runs={QUICK: [entry(Event.STARTED, 1, 10.1), entry(Event.STARTED, 2, 16.1), effect_of(2)]},
    )


def transitions(task_id: UUID, *states: str) -> list[Transition]:
    """Return the steps of a task; those of QUICK have the numbers 1 to 5."""
    attempts = accumulate(int(state == "STARTED") for state in states)
    steps = zip((None, *states), states, attempts, strict=False)
    first = 1 if task_id == QUICK else 100
    return [
        Transition(number, task_id, old, new, attempt, NOW)
        for number, (old, new, attempt) in enumerate(steps, first)
    ]


def entry(event: Event, attempt: int, at: float) -> Entry:
    return Entry(event, QUICK, attempt, at)


def effect_of(attempt: int) -> Entry:
    return entry(Event.EFFECT, attempt, 16.2)


def with_row(**changes: object) -> Damage:
    def damage(history: History) -> History:
        history.tasks[QUICK] = replace(history.tasks[QUICK], **changes)  # type: ignore[arg-type]
        return history

    return damage


def with_entries(*entries: Entry) -> Damage:
    def damage(history: History) -> History:
        history.runs[QUICK] += entries
        return history

    return damage


def with_mails(*mails: Mail) -> Damage:
    return lambda history: replace(history, mails=list(mails))


def with_transition(old: str, new: str | None) -> Damage:
    def damage(history: History) -> History:
        history.transitions[QUICK].append(Transition(6, QUICK, old, new, 2, NOW))
        return history

    return damage


def with_revocation(history: History) -> History:
    """The quick task became SUCCESS a second after a worker had answered that it is revoked."""
    at = NOW.timestamp() - 1
    return replace(history, revocations=[Revocation(QUICK, acknowledged_at=at)])


def revoked(history: History) -> History:
    """The quick task was revoked in its second attempt."""
    history.tasks[QUICK] = replace(history.tasks[QUICK], state="REVOKED", result=None)
    history.attempts[QUICK][-1] = replace(history.attempts[QUICK][-1], outcome="REVOKED")
    history.transitions[QUICK][-1] = Transition(5, QUICK, "STARTED", "REVOKED", 2, NOW)
    return with_answers(shown("REVOKED", 2, sent=17))(without_the_answer_of_its_end(history))


def without_the_answer_of_its_end(history: History) -> History:
    end = shown("SUCCESS", 2, sent=17)
    return replace(history, answers=[answer for answer in history.answers if answer != end])


def shown(
    state: str,
    attempts: int,
    *,
    sent: float,
    poll: Poll = Poll.FOLLOWER,
    api: int = 0,
    status: int = 200,
) -> Answer:
    """Return an answer about the quick task."""
    tasks = (ShownTask(QUICK, state, attempts),)
    return Answer("/api/tasks/…", poll, api, sent, status, "an ETag", "an ETag", tasks)


def with_answers(*answers: Answer) -> Damage:
    return lambda history: replace(history, answers=[*history.answers, *answers])


def without_the_effect(history: History) -> History:
    run_log.effect(history.folder, QUICK).unlink()
    return history


def without_the_row(history: History) -> History:
    del history.tasks[QUICK]
    run_log.effect(history.folder, QUICK).unlink()
    return history


def test_valid_history_has_no_violation(valid: History) -> None:
    result = check(valid)
    assert result.violations == []
    assert result.answers == len(valid.answers)
    assert (result.accepted, result.succeeded, result.failed) == (2, 2, 0)
    (recovery,) = result.recoveries
    assert (recovery.due, recovery.started) == (4, 5)


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (without_the_row, ViolationKind.LOST),
        (with_row(state="STARTED"), ViolationKind.LOST),
        (with_transition("SUCCESS", None), ViolationKind.LOST),
        (without_the_effect, ViolationKind.LOST),
        (with_mails(), ViolationKind.LOST),
        (with_row(result={"attempt": 1}), ViolationKind.DOUBLED),
        (with_transition("SUCCESS", "RETRY"), ViolationKind.DOUBLED),
        (with_entries(entry(Event.STARTED, 2, 16.3)), ViolationKind.DOUBLED),
        (with_entries(entry(Event.STARTED, 3, 18)), ViolationKind.DOUBLED),
        (with_entries(effect_of(2)), ViolationKind.DOUBLED),
        (with_mails(SENT, SENT), ViolationKind.DOUBLED),
        (
            with_mails(SENT, replace(SENT, message_id="<other@foyer.example>")),
            ViolationKind.DOUBLED,
        ),
        (with_row(state="FAILURE", error="internal_error"), ViolationKind.OTHER),
        (with_row(crashes=0), ViolationKind.OTHER),
        (lambda history: replace(history, faults=[]), ViolationKind.OTHER),
        (revoked, ViolationKind.OTHER),
        (with_revocation, ViolationKind.OTHER),
        (lambda history: replace(history, client_failures=["REFUSED 500"]), ViolationKind.OTHER),
        (with_answers(shown("RETRY", 1, sent=17.1, api=1)), ViolationKind.STALE),
        (
            with_answers(shown("RETRY", 1, sent=17.1, poll=Poll.NEWCOMER)),
            ViolationKind.STALE,
        ),
        (
            with_answers(shown("STARTED", 2, sent=19.1, poll=Poll.NEWCOMER, api=1)),
            ViolationKind.STALE,
        ),
        (with_answers(shown("SUCCESS", 1, sent=17.1)), ViolationKind.STALE),
        (without_the_answer_of_its_end, ViolationKind.STALE),
        (with_answers(shown("SUCCESS", 2, sent=18.3, status=500)), ViolationKind.OTHER),
        (
            with_answers(replace(shown("SUCCESS", 2, sent=18.3, status=304), sent_etag="")),
            ViolationKind.OTHER,
        ),
    ],
)
def test_checker_finds_each_defect(valid: History, damage: Damage, kind: ViolationKind) -> None:
    result = check(damage(valid))
    assert result.count(kind) == 1
    assert not result.holds


def test_task_may_be_revoked_on_command_only(valid: History) -> None:
    acknowledged_at = NOW.timestamp() + 1
    commanded = [Revocation(QUICK, acknowledged_at)]
    assert check(replace(revoked(valid), revocations=commanded)).violations == []
    assert check(valid).count(ViolationKind.OTHER) == 1


def test_overlapping_attempts_need_a_fault_on_their_worker(valid: History) -> None:
    overlapping = with_entries(entry(Event.ENDED, 1, 16.5))
    assert check(overlapping(valid)).count(ViolationKind.DOUBLED) == 0  # a fault hit its worker
    other_worker = replace(valid, faults=[replace(valid.faults[0], worker="clara")])
    assert check(other_worker).count(ViolationKind.DOUBLED) == 1
