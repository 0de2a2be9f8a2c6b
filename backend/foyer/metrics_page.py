"""The page docs/metrics.md: a table of all metrics, made from their declarations."""

from collections.abc import Iterator

from foyer.api.metrics import API_METRICS
from foyer.metrics.declaration import Declaration
from foyer.task_engine.history.metrics import TASK_METRICS

_HEAD = """\
# Metrics

`make settings` writes this page from the declarations in the code.
[Operations](operations.md#metrics) explains how to scrape them and what to watch."""
_API = """
## Of each API process

Add them up over all processes; only of `foyer_check_ok` use the smallest:
`min by (check) (foyer_check_ok)`. Beside them, each process serves `process_…` (processor time,
memory, open files)."""
_TASKS = """
## Of each dispatcher

They are read from the database, so each dispatcher serves the same values. Use the largest, not
the sum, and name the metric's own labels: `max by (queue) (foyer_queue_due_tasks)`. Prometheus may
add further labels of the dispatcher, such as `pod` beside `instance`."""


def metrics_page() -> str:
    """Return the page in Markdown."""
    return "\n".join((_HEAD, _API, *_table(API_METRICS), _TASKS, *_table(TASK_METRICS)))


def _table(declarations: tuple[Declaration, ...]) -> Iterator[str]:
    yield "\n| metric | type | labels | meaning |\n| -- | -- | -- | -- |"
    for metric in declarations:
        name = f"{metric.name}_total" if metric.type == "counter" else metric.name
        labels = ", ".join(f"`{label}`" for label in metric.labels)
        yield f"| `{name}` | {metric.type} | {labels} | {metric.description} |"
