"""The rule by which the queues of a worker share its slots."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from foyer.task_engine.slot_shares import QUICK, SlotShares

QUEUES = ("letters", "photos", "bulk")
SLOTS = st.integers(2, 6)
SLOW = st.floats(QUICK, 60)
FAST = st.floats(0, QUICK * 0.9)


class SimulatedWorker:
    """A worker that runs tasks in simulated time, and always takes a task if it may."""

    def __init__(self, slots: int) -> None:
        self.slots, self.now = slots, 100.0
        self.running: dict[str, tuple[str, float]] = {}  # queue and end of each
        self._shares, self._tags = SlotShares(), count()

    def closed(self) -> set[str]:
        return self._shares.closed(QUEUES, self.slots, self.now)

    def run_queue(self, queue: str, duration: float) -> bool:
        """Start a task of this queue, if the worker may; return whether it did."""
        if len(self.running) == self.slots or queue in self.closed():
            return False
        tag = str(next(self._tags))
        self._shares.start(tag, queue, self.now)
        self.running[tag] = queue, self.now + duration
        return True

    def finish_one(self) -> None:
        tag = min(self.running, key=lambda tag: self.running[tag][1])
        _, end = self.running.pop(tag)
        self.now = max(self.now, end)
        self._shares.end(tag, self.now)

    def count_of(self, queue: str) -> int:
        return sum(name == queue for name, _ in self.running.values())


@given(SLOTS, st.lists(SLOW, min_size=1, max_size=30))
def test_slow_tasks_of_one_queue_use_all_slots_but_one(slots: int, durations: list[float]) -> None:
    worker = SimulatedWorker(slots)
    for duration in durations:
        while not worker.run_queue("letters", duration):
            assert worker.count_of("letters") == slots - 1
            assert "photos" not in worker.closed()
            worker.finish_one()


@given(SLOTS, st.lists(st.tuples(st.sampled_from(QUEUES), st.floats(0, 60)), max_size=60))
def test_a_queue_of_which_nothing_runs_may_take_any_free_slot(
    slots: int, tasks: list[tuple[str, float]]
) -> None:
    """So no queue waits for ever: a slot that gets free may be taken by one that has none."""
    worker = SimulatedWorker(slots)
    for queue, duration in tasks:
        while not worker.run_queue(queue, duration):
            has_free_slot = len(worker.running) < slots
            assert not has_free_slot or worker.count_of(queue)
            worker.finish_one()


@given(SLOTS, st.lists(FAST, min_size=1, max_size=30))
def test_quick_tasks_use_all_slots_after_the_first_end(slots: int, durations: list[float]) -> None:
    worker = SimulatedWorker(slots)
    worker.run_queue("letters", 0.0)
    worker.finish_one()
    for duration in durations:
        while not worker.run_queue("letters", duration):
            assert len(worker.running) == slots
            worker.finish_one()


@given(SLOTS)
def test_a_queue_that_becomes_slow_leaves_the_last_slot_to_others(slots: int) -> None:
    worker = SimulatedWorker(slots)
    worker.run_queue("letters", 0.0)
    worker.finish_one()
    for _ in range(slots - 1):
        assert worker.run_queue("letters", 20.0)
    worker.now += QUICK
    assert not worker.run_queue("letters", 20.0)
    assert worker.run_queue("photos", 20.0)


def test_all_slots_are_used_while_every_queue_runs_a_slow_task() -> None:
    shares = SlotShares()
    shares.start("1", "letters", now=0.0)
    shares.start("2", "photos", now=0.0)
    assert shares.closed({"letters", "photos"}, 3, now=10.0) == set()
    assert shares.closed({"letters", "photos", "bulk"}, 3, now=10.0) == {"letters", "photos"}


def test_a_worker_of_one_queue_uses_all_slots_and_does_not_count_its_pings() -> None:
    shares = SlotShares()
    shares.start("1", "letters", now=0.0)
    assert shares.closed({"letters", "worker.1"}, 2, now=10.0) == set()
    assert shares.closed({"letters", "photos", "worker.1"}, 2, now=10.0) == {"letters"}


def test_a_worker_with_one_slot_closes_no_queue() -> None:
    assert SlotShares().closed(QUEUES, 1, now=0.0) == set()
