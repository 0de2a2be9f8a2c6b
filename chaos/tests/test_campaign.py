"""The campaign in its short form: a minute, 200 tasks, each of the six kills once."""

from pathlib import Path

import pytest

from chaos import campaign
from chaos.plan import KILLS
from chaos.report import details, table
from chaos.verdict import judge

SEED = 2  # any; the same one each time, so that a red build is red again


@pytest.mark.timeout(300)
def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    evidence = campaign.run(SEED, campaign.SHORT, tmp_path / "campaign")
    verdict = judge(evidence)
    print(table(verdict, evidence))
    assert verdict.holds, details(verdict, evidence)
    assert verdict.accepted >= campaign.SHORT.tasks
    assert set(verdict.faults) == {fault.value for fault in KILLS}
