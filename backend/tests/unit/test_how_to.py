"""The code of the how-to pages runs, and does what the pages say."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import ModuleType

import pytest

from foyer.task_engine.budgets import kinds_of, limits_of
from foyer.task_engine.cron import Cron
from foyer.task_engine.kinds import kinds
from foyer.task_engine.limit import Rate
from testkit.how_to import page_module


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    with page_module(f"how-to/{request.param}") as module:
        yield module


def on_page(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", [name], indirect=True)


@on_page("run-at-fixed-times")
def test_run_at_fixed_times(page: ModuleType) -> None:
    cron = kinds["send_digest"].every
    assert isinstance(cron, Cron)
    assert kinds["send_digest"].function is page.send_digest
    saturday = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert cron.next_after(saturday) == datetime(2026, 11, 30, 6, 30, tzinfo=UTC)


@on_page("limit-tasks")
def test_limit_tasks(page: ModuleType) -> None:
    limit = page.SMS_PROVIDER
    assert set(kinds_of(limit)) == {"send_code", "send_reminder"}
    assert limits_of(["send_code", "send_confirmation_email"]) == {"send_code": limit}
    assert Rate.parse("20 per second") == limit.rate
