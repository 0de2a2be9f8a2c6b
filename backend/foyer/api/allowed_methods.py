"""Methods: which ones an address takes, over all of its routes."""

import re
from collections.abc import Iterable, Iterator

from fastapi import FastAPI

_PARAMETER = re.compile(r"\{[^}]+\}")


def allowed(app: FastAPI, path: str) -> str:
    """The value of `Allow` for an address of the API; empty if the document has no such one.

    Starlette names the methods of the first route only that fits.
    """
    return ", ".join(sorted({method.upper() for method in _methods(app.openapi()["paths"], path)}))


def _methods(paths: dict[str, Iterable[str]], path: str) -> Iterator[str]:
    if path in paths:  # before one with a parameter in this place (OpenAPI, Paths Object)
        yield from paths[path]
        return
    for template, methods in paths.items():
        pattern = "[^/]+".join(map(re.escape, _PARAMETER.split(template)))
        if re.fullmatch(pattern, path):
            yield from methods
