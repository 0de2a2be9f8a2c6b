"""Checks that no answer to a poll shows an older state than the API promises (decision 36).

- A follower sees no older state than before, whichever API it asks.
- One API process shows no older state than before, whoever asks.
- Two seconds after a change was visible in the database, each answer shows it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from itertools import accumulate
from math import inf
from uuid import UUID

from chaos.answers import Answer, Poll, ShownTask
from chaos.history import History, Transition
from chaos.violations import FINAL, Violation, ViolationKind
from testkit.fresh_reads import MAX_STALENESS

_STATUSES = {HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}

AnswersAboutTask = Sequence[tuple[Answer, ShownTask]]  # in the order in which they came


def check_answers(history: History) -> Iterator[Violation]:
    by_task: dict[UUID, list[tuple[Answer, ShownTask]]] = defaultdict(list)
    for answer in history.answers:
        if answer.status not in _STATUSES and not _is_right_304(answer):
            description = f"{answer.resource} answered a {answer.poll} with {answer.status}"
            yield Violation(ViolationKind.OTHER, description)
        for task in answer.tasks:
            by_task[task.task_id].append((answer, task))
    for task_id in history.accepted.keys() & history.tasks.keys():
        answers = by_task[task_id]
        if history.tasks[task_id].state in FINAL and not any(
            task.state in FINAL for _, task in answers
        ):
            yield Violation(ViolationKind.STALE, "no answer showed its end", task_id)
        yield from _check_order(answers, history.transitions.get(task_id, []), history.sightings)


def _is_right_304(answer: Answer) -> bool:
    knows_it = bool(answer.sent_etag) and answer.sent_etag == answer.etag
    return answer.status == HTTPStatus.NOT_MODIFIED and knows_it


def _check_order(
    answers: AnswersAboutTask, transitions: Sequence[Transition], sightings: Mapping[int, float]
) -> Iterator[Violation]:
    """Check the answers about one task. A version is the number of one of its transitions."""
    versions = [(transition.new, transition.attempts) for transition in transitions]
    seen_at = [sightings.get(transition.number, inf) for transition in transitions]
    # A version that was seen shows that those before it had been replaced.
    seen_at = list(accumulate(reversed(seen_at), min))[::-1]
    by_api: dict[int, int] = defaultdict(int)  # the oldest version that each process may show
    by_follower = 0
    for answer, task in answers:
        state = (task.state, task.attempts)
        if state not in versions:
            yield _violation(answer, task, "it never had this state")
            continue
        first = versions.index(state)
        last = len(versions) - 1 - versions[::-1].index(state)
        due = sum(at < answer.sent - MAX_STALENESS for at in seen_at) - 1
        if last < due:
            yield _violation(answer, task, f"{versions[due]} was visible two seconds before")
        if last < by_api[answer.api]:
            yield _violation(answer, task, f"it had shown {versions[by_api[answer.api]]}")
        if answer.poll is Poll.FOLLOWER:
            if last < by_follower:
                yield _violation(answer, task, f"the client knew {versions[by_follower]}")
            by_follower = max(by_follower, first)
        by_api[answer.api] = max(by_api[answer.api], first)


def _violation(answer: Answer, task: ShownTask, reason: str) -> Violation:
    shown = f"API {answer.api} to a {answer.poll}: {task.state}, {task.attempts} attempts"
    return Violation(ViolationKind.STALE, f"{shown}, but {reason}", task.task_id)
