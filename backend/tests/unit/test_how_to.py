"""The code of the how-to pages runs, and does what the pages say."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from foyer.task_engine.celery_app import app
from foyer.task_engine.cron import Cron
from foyer.task_engine.kinds import kinds
from foyer.task_engine.payload import declared

PAGES = Path(__file__).parents[3] / "docs" / "how-to"
_BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """The code of a page as a module; afterwards its kinds are removed again."""
    path = PAGES / f"{request.param}.md"
    module = ModuleType(f"how_to_{path.stem.replace('-', '_')}")
    kinds_before, declared_before = dict(kinds), dict(declared)
    sys.modules[module.__name__] = module
    try:
        code = "\n".join(_BLOCK.findall(path.read_text()))
        exec(compile(code, str(path), "exec"), vars(module))  # noqa: S102 - our own pages
        yield module
    finally:
        del sys.modules[module.__name__]
        for kind in kinds.keys() - kinds_before.keys():
            app.tasks.unregister(kind)
            del kinds[kind]
        for kind in declared.keys() - declared_before.keys():
            del declared[kind]


def on_page(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", [name], indirect=True)


@on_page("run-at-fixed-times")
def test_run_at_fixed_times(page: ModuleType) -> None:
    cron = kinds["send_digest"].every
    assert isinstance(cron, Cron)
    assert kinds["send_digest"].function is page.send_digest
    saturday = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert cron.next_after(saturday) == datetime(2026, 11, 30, 6, 30, tzinfo=UTC)
