"""A file with one JSON object a line, which one process appends to while another one reads it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any


class LineFile:
    """The file, which is created unless it exists."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock, self._position = path, Lock(), 0
        path.touch()

    def append(self, line: Mapping[str, Any]) -> None:
        """Append a line; UUIDs become strings."""
        with self._lock, self._path.open("a") as file:
            file.write(json.dumps(line, default=str) + "\n")

    def read(self) -> Iterator[dict[str, Any]]:
        """Yield the lines that were appended since the last call."""
        with self._path.open() as file:
            file.seek(self._position)
            while (text := file.readline()).endswith("\n"):  # a killed writer may leave half a line
                self._position = file.tell()
                yield json.loads(text)
