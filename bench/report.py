"""The output of a run of the benchmark: the printed table, a JSON file and a page with charts."""

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Figure

Rows = Mapping[str, Sequence[Figure]]

_COLUMNS = "{:<58} {:>12} {:>19} {:>12}  {}"


@dataclass(frozen=True, slots=True)
class Run:
    """A run: when and where it was, its figures by row, and the rows that failed."""

    date: str
    python: str
    processors: int
    load: float  # of the last minute, at the end
    rows: Rows
    failed: Sequence[str] = ()

    @classmethod
    def now(cls, rows: Rows, failed: Sequence[str] = ()) -> "Run":
        return cls(
            datetime.now(UTC).date().isoformat(),
            platform.python_version(),
            os.cpu_count() or 1,
            round(os.getloadavg()[0], 1),
            rows,
            failed,
        )

    def write(self, file: Path) -> None:
        """Write the run as JSON."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def read(cls, file: Path) -> "Run":
        """Return the run in the file.

        Raises OSError if there is no such file, and ValueError if it is not a whole run of this
        version of the benchmark.
        """
        content = json.loads(file.read_text())
        try:
            rows = {
                name: [Figure(**figure) for figure in figures]
                for name, figures in content["rows"].items()
            }
            return cls(**(content | {"rows": rows}))
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("its fields are not those of a run.") from error


def readable_run(file: Path) -> Run | None:
    """Return the run in the file; None if there is none, or with a message if it is damaged."""
    try:
        return Run.read(file)
    except FileNotFoundError:
        return None
    except ValueError as error:
        print(f"The run in {file} cannot be compared: {error}", flush=True)
        return None


def print_table(rows: Rows) -> None:
    """Print every figure with its spread, its goal, and whether it is met."""
    print(_COLUMNS.format("", "value", "spread", "goal", ""))
    for name, figures in rows.items():
        print(name)
        for figure in figures:
            cells = (number(figure.value), spread(figure), goal(figure), verdict(figure))
            print(_COLUMNS.format(f"  {figure.name} [{figure.unit}]", *cells).rstrip())
    sys.stdout.flush()


def number(value: float) -> str:
    """Return the value with three significant digits, but all digits before the point."""
    if value and abs(value) < 100:
        return f"{value:.3g}"
    return f"{value:,.0f}"


def spread(figure: Figure) -> str:
    return " to ".join(number(value) for value in figure.spread or ())


def goal(figure: Figure) -> str:
    """Return the goal, such as "≤ 150"."""
    if figure.at_least is not None:
        return f"≥ {number(figure.at_least)}"
    return f"≤ {number(figure.at_most)}" if figure.at_most is not None else ""


def verdict(figure: Figure) -> str:
    if not figure.has_goal:
        return ""
    return "met" if figure.is_met else "MISSED"
