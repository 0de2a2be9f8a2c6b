"""The campaign in its short form: a minute, 200 tasks, each of the six kills once."""

from pathlib import Path

from chaos import campaign
from chaos.checker import check
from chaos.plan import KILLS
from chaos.report import details, table

SEED = 2  # fixed, so that a failure can be repeated


def test_short_campaign_loses_and_doubles_no_task(tmp_path: Path) -> None:
    history = campaign.run(SEED, campaign.SHORT, tmp_path / "campaign")
    result = check(history)
    print(table(result, history))
    assert result.holds, details(result, history)
    assert result.accepted >= campaign.SHORT.tasks
    assert set(result.faults) == {fault.value for fault in KILLS}
