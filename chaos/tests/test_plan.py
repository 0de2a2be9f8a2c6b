"""The plan: the seed decides, and nothing is forgotten."""

from chaos.plan import KILLS, Fault, make_plan


def test_the_same_seed_is_the_same_plan() -> None:
    first, same, other = (make_plan(seed, tasks=300, seconds=60, faults=20) for seed in (7, 7, 8))
    assert first == same
    assert first != other


def test_exactly_the_tasks_that_are_asked_for() -> None:
    plan = make_plan(1, tasks=301, seconds=60, faults=3)
    assert sum(asked.order.tasks for asked in plan.asked) == 301
    assert all(0 <= asked.at <= 60 for asked in plan.asked)


def test_each_kind_of_fault_has_its_turn() -> None:
    short = make_plan(1, tasks=200, seconds=25, faults=len(KILLS))
    assert {planned.fault for planned in short.faults} == set(KILLS)
    long = make_plan(1, tasks=200, seconds=25, faults=len(Fault))
    assert {planned.fault for planned in long.faults} == set(Fault)
