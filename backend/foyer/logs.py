"""Logs: one line a record, logfmt, the same on the terminal and in the file."""

import logging
import sys
from collections.abc import Mapping, Sequence

import structlog
from concurrent_log_handler import ConcurrentRotatingFileHandler

from foyer.settings import Settings

KEY_ORDER = ("time", "level", "worker", "task", "kind", "attempt", "request", "event")

_SHARED: Sequence[structlog.typing.Processor] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    structlog.processors.format_exc_info,
)


def configure(
    *handlers: logging.Handler, worker: str | None = None, quiet: frozenset[str] = frozenset()
) -> None:
    """Send every record, ours and the libraries', to the terminal and to these handlers.

    Args:
        handlers: besides the terminal.
        worker: written on each line when given; a Celery process has one name.
        quiet: Celery tasks whose coming and going is not worth a line unless they fail.
    """
    formatter = _OnceFormatter(
        foreign_pre_chain=[*_SHARED, structlog.stdlib.ExtraAdder(["task", "kind"])],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _name(worker),
            structlog.processors.LogfmtRenderer(key_order=KEY_ORDER, drop_missing=True),
        ],
    )
    root = logging.getLogger()
    root.handlers[:] = [logging.StreamHandler(sys.stderr), *handlers]
    for handler in root.handlers:
        handler.setFormatter(formatter)
        handler.addFilter(_CeleryRecords(quiet))
    root.setLevel(logging.INFO)
    # Its "succeeded" means that the message is dealt with; the engine says more.
    logging.getLogger("celery.app.trace").setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def celery_log_file(settings: Settings) -> logging.Handler:
    """logs/celery.log: rotated under a lock, so that several processes may share it."""
    settings.log_dir.mkdir(parents=True, exist_ok=True)
    return ConcurrentRotatingFileHandler(
        settings.log_dir / "celery.log",
        maxBytes=settings.log_max_bytes,
        backupCount=settings.log_backups,
        encoding="utf-8",
    )


class _OnceFormatter(structlog.stdlib.ProcessorFormatter):
    """Writes a record once, however many handlers there are: it is most of a line's cost."""

    def format(self, record: logging.LogRecord) -> str:
        line: str | None = vars(record).get("foyer_line")
        if line is None:
            line = super().format(record)
            vars(record)["foyer_line"] = line
        return line


class _CeleryRecords(logging.Filter):
    """Takes a task's id and kind out of Celery's own records, and drops what says nothing."""

    def __init__(self, quiet: frozenset[str]) -> None:
        super().__init__()
        self._quiet = quiet

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith("celery."):
            return True
        names: Sequence[object] = ()
        if isinstance(record.args, Mapping):
            task = {"task": record.args.get("id"), "kind": record.args.get("name")}
            vars(record).update(task)
            names = (task["kind"],)
        elif record.args:
            names = record.args
        return record.levelno > logging.INFO or not self._quiet.intersection(map(str, names))


def _name(worker: str | None) -> structlog.typing.Processor:
    def add(
        _logger: object, _method: str, event: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        if worker:
            event["worker"] = worker
        return event

    return add
