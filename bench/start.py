"""How long Foyer's programs take to start, beside their libraries alone."""

import subprocess
import sys
import time

from bench.figures import Figure, median_of
from bench.scale import sized

ROUNDS = sized(10, 1)
# The program's imports, and what they are compared with.
_IMPORTS = {
    "API": "import foyer.main",
    "FastAPI, SQLAlchemy, psycopg": "import fastapi, sqlalchemy.ext.asyncio, psycopg",
    "worker": "import foyer.tasks",
    "Celery, SQLAlchemy, psycopg, Pillow": "import celery, sqlalchemy, psycopg, PIL.Image",
    "command line": "import foyer.cli",
    "Python alone": "pass",
}


def measure() -> list[Figure]:
    """Return the start times of the interpreter with these imports."""
    rounds: dict[str, list[float]] = {name: [] for name in _IMPORTS}
    for _ in range(ROUNDS):
        for name, code in _IMPORTS.items():
            rounds[name].append(_milliseconds(code))
    return [median_of(f"import: {name}", times, "ms") for name, times in rounds.items()]


def _milliseconds(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - started) * 1000
