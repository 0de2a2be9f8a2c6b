"""The plan of a campaign."""

from chaos.plan import KILLS, Fault, make_plan


def test_same_seed_gives_the_same_plan() -> None:
    first, same, other = (make_plan(seed, tasks=300, seconds=60, faults=20) for seed in (7, 7, 8))
    assert first == same
    assert first != other


def test_plan_has_exactly_the_requested_tasks() -> None:
    plan = make_plan(1, tasks=301, seconds=60, faults=3)
    assert sum(operation.kind.tasks for operation in plan.operations) == 301
    assert all(0 <= operation.at <= 60 for operation in plan.operations)


def test_plan_uses_each_kind_of_fault() -> None:
    short = make_plan(1, tasks=200, seconds=25, faults=len(KILLS))
    assert {planned.fault for planned in short.faults} == set(KILLS)
    long = make_plan(1, tasks=200, seconds=25, faults=len(Fault))
    assert {planned.fault for planned in long.faults} == set(Fault)


def test_operations_do_not_depend_on_the_faults() -> None:
    plan = make_plan(1, tasks=200, seconds=25, faults=50)
    without = make_plan(1, tasks=200, seconds=25, faults=50, kinds_of_faults=list(KILLS))
    assert plan.operations == without.operations
    assert {planned.fault for planned in without.faults} == set(KILLS)
