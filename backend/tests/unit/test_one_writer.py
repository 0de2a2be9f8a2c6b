"""Each column of `tasks` is written only by the modules that the engine's docstring lists."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

import foyer
from foyer import task_engine
from foyer.task_engine.models import Task

COLUMNS = {column.key for column in Task.__table__.columns}
ROWS = "inserting and deleting rows"
PACKAGE = Path(foyer.__file__).parent
# The generator of a test history copies rows of tasks that have ended.
EXEMPT = {PACKAGE / "seeding" / "history.py"}
# The values of these come from the INSERT, or from PostgreSQL.
WITHOUT_STATEMENT: dict[str, set[str]] = {
    "created_at": {"task_engine.record"},
    "slot": {"task_engine.periodic"},
    "error_group": set(),
}

_ROWS = re.compile(r"\b(INSERT INTO|DELETE FROM|MERGE INTO|COPY|TRUNCATE)\s+tasks\b", re.IGNORECASE)
_UPDATE = re.compile(
    r"\bUPDATE\s+tasks\s+SET\s+(.*?)(?:\bWHERE\b|\bRETURNING\b|$)", re.IGNORECASE | re.DOTALL
)
_ASSIGNMENT = re.compile(r"(\w+) = ")


def test_only_the_listed_modules_write_each_column() -> None:
    listed, written = listed_writers(), actual_writers()
    for column, modules in sorted(written.items()):
        for module in sorted(modules - listed[column]):
            pytest.fail(
                f"foyer.{module} writes to tasks ({column}), but only {sorted(listed[column])} may."
                " Call a function there, or add one. If the column needs a new writer, add it to"
                " the table in foyer/task_engine/__init__.py."
            )
    assert listed == written, "the table in foyer/task_engine/__init__.py lists a writer too many"


@pytest.mark.parametrize(
    ("source", "columns"),
    [
        ('text("UPDATE tasks SET state = :state, step = NULL WHERE id = :id")', {"state", "step"}),
        ('text(f"UPDATE tasks SET worker = {worker}")', {"worker"}),
        ('text("DELETE FROM tasks WHERE true")', {ROWS}),
        ('text("INSERT INTO tasks (id) VALUES (:id)")', {ROWS}),
        ("update(Task).where(Task.id == 1).values(crashes=0)", {"crashes"}),
        ("postgresql.insert(models.Task).values(pid=1)", {ROWS, "pid"}),
        ("def add():\n    rows = [{'pid': 1}]\n    execute(insert(Task), rows)", {ROWS, "pid"}),
        ("Task(id=uuid7(), kind=kind)", {ROWS, "id", "kind"}),
        ("delete(Task)", {ROWS}),
        ("task.state = TaskState.SUCCESS", {"state"}),
        ("old_task.attempts += 1", {"attempts"}),
        ("select(Task).where(Task.state == 1)", set()),
        ("update(TaskAttempt).values(log=None)", set()),
        ('text("UPDATE task_attempts SET log = :log")', set()),
        ("sign_up.state = SignUpState.EXPIRED", set()),
    ],
)
def test_the_check_finds_every_way_to_write(source: str, columns: set[str]) -> None:
    assert Writes.of(source) == columns


def listed_writers() -> dict[str, set[str]]:
    writers = {}
    lines = re.findall(r"^    ([\w, ]+): (.+)$", task_engine.__doc__ or "", re.MULTILINE)
    for columns, modules in lines:
        names = [] if modules.startswith("none") else modules.split(", ")
        for column in columns.split(", "):
            assert column not in writers, f"{column} is in the table twice"
            writers[column] = {f"task_engine.{name}" for name in names}
    assert writers.keys() == {ROWS, *COLUMNS}
    return writers


def actual_writers() -> dict[str, set[str]]:
    writers: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted(set(PACKAGE.rglob("*.py")) - EXEMPT):
        for column in Writes.of(path.read_text()):
            writers[column].add(".".join(path.relative_to(PACKAGE).with_suffix("").parts))
    return WITHOUT_STATEMENT | writers


class Writes(ast.NodeVisitor):
    """Collects the columns of `tasks` that a module writes."""

    def __init__(self) -> None:
        self.columns: set[str] = set()
        self._texts: list[str] = []

    @classmethod
    def of(cls, source: str) -> set[str]:
        visitor = cls()
        visitor.visit(ast.parse(source))
        visitor.read_sql()
        return visitor.columns & {ROWS, *COLUMNS}

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._texts.append(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
        self._texts.append("".join(map(str, parts)))

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        if _calls(node, "insert"):
            dictionaries = (part for part in ast.walk(node) if isinstance(part, ast.Dict))
            keys = (key for dictionary in dictionaries for key in dictionary.keys)
            self.columns |= {str(key.value) for key in keys if isinstance(key, ast.Constant)}
        self.generic_visit(node)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - ast's name

    def visit_Call(self, node: ast.Call) -> None:
        name = _last_name(node.func)
        if name == "Task" or (name in {"insert", "delete"} and _is_on_task(node)):
            self.columns.add(ROWS)
        if name == "Task" or (name == "values" and _calls(node.func, "insert", "update")):
            self.columns |= {keyword.arg or "" for keyword in node.keywords}
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        is_assigned = isinstance(node.ctx, ast.Store)
        if is_assigned and isinstance(node.value, ast.Name) and node.value.id.endswith("task"):
            self.columns.add(node.attr)
        self.generic_visit(node)

    def read_sql(self) -> None:
        updates = [update for text in self._texts for update in _UPDATE.findall(text)]
        if any("{}" in update for update in updates):  # another text of the module goes there
            updates += [text for text in self._texts if _ASSIGNMENT.match(text)]
        for update in updates:
            if " AND " not in update:  # that would be a condition
                self.columns.update(_ASSIGNMENT.findall(update))
        if any(map(_ROWS.search, self._texts)):
            self.columns.add(ROWS)


def _calls(tree: ast.AST, *names: str) -> bool:
    """Whether the code contains a call like `insert(Task)`."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(_last_name(call.func) in names and _is_on_task(call) for call in calls)


def _is_on_task(call: ast.Call) -> bool:
    return bool(call.args) and _last_name(call.args[0]) == "Task"


def _last_name(node: ast.AST) -> str:
    return ast.unparse(node).split(".")[-1]
