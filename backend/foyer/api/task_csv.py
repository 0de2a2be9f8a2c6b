"""The task history as CSV, read page by page so that no transaction lasts as long as a download."""

import csv
import io
import re
from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from foyer.db.engines import async_session
from foyer.task_engine.history import queries
from foyer.task_engine.history.queries import Page
from foyer.task_engine.history.task_filter import TaskFilter
from foyer.task_engine.models import Task

PAGE = 1000
_COLUMNS = (
    *("id", "kind", "state", "created_at", "started_at", "finished_at", "attempts", "worker"),
    *("subject_id", "reference", "retry_of", "error_group", "error"),
)
_BYTE_ORDER_MARK = "\ufeff"  # without it, Excel reads UTF-8 as the local 8-bit encoding
# Spreadsheets interpret a cell that begins with one of these as a formula (OWASP, CSV injection).
# A cell also begins within a value: spreadsheets of many countries divide lines at semicolons, and
# our quotes do not begin a cell for them.
_FORMULA = re.compile(r'(\A(?=[\t\r\n=+\-@])|[;\t\r\n]"*(?=[=+\-@]))')


async def csv_lines(tasks: TaskFilter, page: Page) -> AsyncIterator[str]:
    """The header line and one line per task, newest first. The caller has read the first page."""
    yield f"{_BYTE_ORDER_MARK}{_line(_COLUMNS)}"
    while True:
        yield "".join(_line(_values(task)) for task in page.items)
        if page.next_cursor is None:
            return
        async with async_session() as session:
            page = await queries.page(session, tasks, cursor=page.next_cursor, limit=PAGE)


def _values(task: Task) -> list[object]:
    error = task.error["message"] if task.error else None
    return [*(getattr(task, name) for name in _COLUMNS[:-1]), error]


def _line(values: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_safe(value) for value in values])
    return line.getvalue()


def _safe(value: object) -> str:
    text = value.isoformat() if isinstance(value, datetime) else "" if value is None else str(value)
    return _FORMULA.sub(r"\1'", text)
