"""Task kinds with limits, for tests of the engine."""

import time
from datetime import timedelta

from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, Run
from foyer.task_engine.limit import Limit, Rate
from foyer.task_engine.payload import Payload
from testkit.misbehaving_tasks import QUICK, Ledger, add_effect

ONE_AT_ONCE = Limit("one at once", running=1)
RATE = Rate(3, timedelta(seconds=1))


class OneAtOnce(Ledger, Payload, kind="one_at_once", queue="mail", limit=ONE_AT_ONCE): ...


class AlsoOneAtOnce(Ledger, Payload, kind="also_one_at_once", queue="mail", limit=ONE_AT_ONCE): ...


class Rated(Ledger, Payload, kind="rated", queue="mail", limit=Limit("rated", rate=RATE)): ...


@task_kind(OneAtOnce, retry=QUICK)
def one_at_once(run: Run[OneAtOnce]) -> Result:
    return _work(run)


@task_kind(AlsoOneAtOnce, retry=QUICK)
def also_one_at_once(run: Run[AlsoOneAtOnce]) -> Result:
    return _work(run)


@task_kind(Rated, retry=QUICK)
def rated(run: Run[Rated]) -> Result:
    add_effect(run, "sent")
    return None


def _work(run: Run[OneAtOnce] | Run[AlsoOneAtOnce]) -> Result:
    add_effect(run, "begins")
    time.sleep(0.1)
    add_effect(run, "ends")
    return None
