"""Logging: one line for each record, as logfmt or JSON on the terminal, as logfmt in files."""

import asyncio
import json
import logging
import re
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import TextIO
from urllib.parse import unquote

import structlog
from concurrent_log_handler import ConcurrentRotatingFileHandler

from foyer.settings import LogFormat, Settings, SettingsRefusedError

KEY_ORDER = ("time", "level", "worker", "task", "kind", "attempt", "request", "event")

_SHARED: Sequence[structlog.typing.Processor] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    structlog.processors.format_exc_info,
)
_FOREIGN: Sequence[structlog.typing.Processor] = (
    *_SHARED,
    structlog.stdlib.ExtraAdder(["task", "kind"]),
)  # of records of libraries
_META = structlog.stdlib.ProcessorFormatter.remove_processors_meta


def configure(
    *handlers: logging.Handler,
    terminal: LogFormat = LogFormat.LOGFMT,
    worker: str | None = None,
    quiet: frozenset[str] = frozenset(),
) -> None:
    """Send all records, also those of libraries, to the terminal and to these handlers.

    Args:
        handlers: in addition to the terminal; they get logfmt.
        terminal: JSON goes to standard output, logfmt to standard error.
        worker: the name of the Celery process, for each line.
        quiet: Celery tasks without a line for each delivery; their failures are still logged.
    """
    # No line has them, and to find them out costs a quarter of a line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    vars(logging)["logAsyncioTasks"] = False  # of Python 3.12 and later
    logfmt = _LogfmtFormatter(worker)
    is_json = terminal is LogFormat.JSON
    screen = _Terminal(sys.stdout if is_json else sys.stderr)
    root = logging.getLogger()
    root.handlers[:] = [screen, *handlers]
    for handler in root.handlers:
        is_screen = handler is screen
        handler.setFormatter(_JsonFormatter(worker) if is_json and is_screen else logfmt)
        handler.addFilter(_CeleryRecords(quiet))
    root.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    # uvicorn gives its logger a handler of its own: plain text, and a traceback in many lines.
    uvicorn = logging.getLogger("uvicorn")
    uvicorn.handlers.clear()
    uvicorn.propagate = True
    # Celery's "succeeded" is about the message; the engine logs the end of the task itself.
    logging.getLogger("celery.app.trace").setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def celery_log_file(settings: Settings) -> logging.Handler:
    """Return the handler of logs/celery.log, which several processes may write and rotate.

    Raises SettingsRefusedError if the folder can be neither found nor created.
    """
    try:
        settings.log_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsRefusedError.because("LOG_DIR", error) from None
    return ConcurrentRotatingFileHandler(
        settings.log_dir / "celery.log",
        maxBytes=settings.log_max_bytes,
        backupCount=settings.log_backups,
        encoding="utf-8",
    )


class _Terminal(logging.StreamHandler[TextIO]):
    """Writes the lines of one turn of the event loop together; without a loop, each line at once.

    Each write wakes the process that reads the log. Under load, that was a sixth of the processor
    time of a request.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._lines: list[str] = []
        self._loop: asyncio.AbstractEventLoop | None = None  # it will write the lines

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._lines.append(self.format(record) + self.terminator)
        except Exception:  # noqa: BLE001 - as in each handler of the standard library
            self.handleError(record)
            return
        if self._loop and self._loop.is_running():
            return
        try:  # only once a turn: Python 3.11 asks the kernel for the process's id each time
            self._loop = asyncio.get_running_loop()
        except RuntimeError:  # there is no loop in this thread
            self.flush()
        else:
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Write the lines that wait. The interpreter calls it at its end, too."""
        with self.lock or nullcontext():
            self._loop = None
            lines, self._lines = "".join(self._lines), []
            if lines:
                self.stream.write(lines)
                super().flush()


# Escaped in every line: control characters (C0, DEL, C1), Unicode's line separators, and the
# characters that change the direction of text. So a record is one line and no terminal command.
# Lone surrogates are escaped too: a file with UTF-8 cannot contain them.
_CONTROL = (
    *(*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A)),
    *range(0xD800, 0xE000),
)
_ESCAPED = {code: ascii(chr(code)).strip("'") for code in _CONTROL}
_JSON_ESCAPED = {code: f"\\u{code:04x}" for code in _CONTROL}

_FIELDS = "foyer_fields"  # the attribute of a record that `write_plain` made
_LINE = "foyer_line"  # the attribute of a record that holds its line in logfmt


class _LogfmtFormatter(structlog.stdlib.ProcessorFormatter):
    """Formats a record once for all handlers. Formatting is most of the cost of a line."""

    def __init__(self, worker: str | None) -> None:
        renderer = structlog.processors.LogfmtRenderer(key_order=KEY_ORDER, drop_missing=True)
        super().__init__(foreign_pre_chain=_FOREIGN, processors=[_META, _name(worker), renderer])

    def format(self, record: logging.LogRecord) -> str:
        line: str | None = vars(record).get(_LINE)
        if line is None:
            if fields := vars(record).get(_FIELDS):
                line = " ".join(f"{name}={value}" for name, value in fields.items())
            else:
                line = super().format(record).translate(_ESCAPED)
            vars(record)[_LINE] = line
        return line


class _JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """Formats a record as a JSON object in one line."""

    def __init__(self, worker: str | None) -> None:
        renderer = structlog.processors.JSONRenderer(_dump)
        super().__init__(foreign_pre_chain=_FOREIGN, processors=[_META, _name(worker), renderer])

    def format(self, record: logging.LogRecord) -> str:
        fields = vars(record).get(_FIELDS)
        line = _dump(fields) if fields else super().format(record)
        return line.translate(_JSON_ESCAPED)


_dump = partial(json.dumps, ensure_ascii=False)

# The id of a sign-up in its address gives access to it: it must not be logged.
_CAPABILITY = re.compile(r"(?<=/sign-ups/).+?(?=(/picture|/resend)?$)", re.IGNORECASE | re.DOTALL)
_ENCODED_PERCENT, _DECODINGS = re.compile("%(25)+"), 3


def without_capability(path: str) -> str:
    """Replace the id of a sign-up in a path. A path that is encoded more than once is decoded."""
    decoded = path
    for _ in range(_DECODINGS if "%" in path else 0):
        decoded = unquote(_ENCODED_PERCENT.sub("%", decoded))
    return _CAPABILITY.sub("-", decoded) if _CAPABILITY.search(decoded) else path


# Values that the logfmt renderer writes as they are. Others need quotes or escapes.
_PLAIN = re.compile(r"[!#-<>-\[\]-~]*")


def is_plain(value: str) -> bool:
    """Whether logfmt writes this value without quotes and escapes."""
    return _PLAIN.fullmatch(value) is not None


def write_plain(logger: logging.Logger, **fields: str | float) -> None:
    """Log a line at level info with plain values, in `KEY_ORDER`.

    For the line that each request writes: structlog needs 20 times as long for it.
    """
    if not logger.isEnabledFor(logging.INFO):
        return
    # A new LogRecord asks for the file, the thread and the process, which no line has.
    record = logging.LogRecord.__new__(logging.LogRecord)
    attributes = vars(record)
    attributes.update(_PLAIN_RECORD)
    created = time.time()
    attributes["name"], attributes["created"] = logger.name, created
    attributes[_FIELDS] = {"time": _stamp(created), "level": "info", **fields}
    logger.handle(record)


def _stamp(created: float) -> str:
    """Return a Unix time as ISO 8601 with microseconds, in UTC."""
    second = int(created)
    return f"{_second(second)}.{int((created - second) * 1_000_000):06}Z"


@lru_cache(maxsize=2)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat().removesuffix("+00:00")


_PLAIN_RECORD = vars(logging.LogRecord("", logging.INFO, "", 0, "", None, None))


class _CeleryRecords(logging.Filter):
    """Adds the task's id and kind to Celery's own records, and drops records of quiet tasks."""

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
