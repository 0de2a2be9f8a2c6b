"""The `Allow` header of 405 responses."""

import re
from collections.abc import Iterable, Iterator

from fastapi import FastAPI

_PARAMETER = re.compile(r"\{[^}]+\}")


def allowed_methods(app: FastAPI, path: str) -> str:
    """The value of `Allow` for a path of the API; empty if no documented route has this path.

    Starlette itself names the methods of the first matching route only.
    """
    return ", ".join(sorted({method.upper() for method in _methods(app.openapi()["paths"], path)}))


def _methods(paths: dict[str, Iterable[str]], path: str) -> Iterator[str]:
    if path in paths:  # a path without parameters goes first (OpenAPI, Paths Object)
        yield from paths[path]
        return
    for template, methods in paths.items():
        pattern = "[^/]+".join(map(re.escape, _PARAMETER.split(template)))
        if re.fullmatch(pattern, path):
            yield from methods
