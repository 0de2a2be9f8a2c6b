"""The code of a page of the documentation, as a module."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, ModuleType

from foyer.task_engine.celery_app import app
from foyer.task_engine.kinds import kinds
from foyer.task_engine.payload import declared

DOCS = Path(__file__).parents[1] / "docs"
_BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@contextmanager
def page_module(page: str, **names: object) -> Iterator[ModuleType]:
    """Run all code blocks of a page one after the other; afterwards its kinds are removed again.

    Args:
        page: a path in docs/, without the suffix.
        names: what the code finds defined.
    """
    path = DOCS / f"{page}.md"
    module = ModuleType(f"how_to_{path.stem.replace('-', '_')}")
    vars(module).update(names)
    kinds_before, declared_before = dict(kinds), dict(declared)
    sys.modules[module.__name__] = module
    try:
        exec(_compiled(path), vars(module))  # noqa: S102 - our own pages
        yield module
    finally:
        del sys.modules[module.__name__]
        for kind in kinds.keys() - kinds_before.keys():
            app.tasks.unregister(kind)
            del kinds[kind]
        for kind in declared.keys() - declared_before.keys():
            del declared[kind]


def _compiled(path: Path) -> CodeType:
    """Compile the blocks with the line numbers of the page, so that a traceback points into it."""
    text = path.read_text()
    code, end = "", 0
    for block in _BLOCK.finditer(text):
        code += "\n" * text.count("\n", end, block.start(1)) + block[1]
        end = block.end(1)
    return compile(code, str(path), "exec")
