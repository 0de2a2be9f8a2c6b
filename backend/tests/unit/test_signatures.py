"""Limits on the number of parameters, read from the source of the application."""

import ast
from collections.abc import Iterator
from pathlib import Path

import foyer

SOURCE = Path(foyer.__file__).parent
MAX_POSITIONAL = 6
MAX_OF_ENDPOINT = 8
METHODS = {"get", "post", "put", "patch", "delete"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, Function]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, Function):
                yield f"{path.relative_to(SOURCE)}: {node.name}", node


def is_endpoint(function: Function) -> bool:
    """Whether a decorator is `@router.get(…)` or another HTTP method."""
    calls = [node.func for node in function.decorator_list if isinstance(node, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in METHODS for call in calls)


def positional(function: Function) -> int:
    names = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    return len([name for name in names if name not in {"self", "cls"}])


def test_functions_have_at_most_six_positional_parameters() -> None:
    too_many = {
        name: positional(function)
        for name, function in functions()
        if not is_endpoint(function) and positional(function) > MAX_POSITIONAL
    }
    assert too_many == {}


def test_endpoints_have_at_most_eight_parameters() -> None:
    counts = {
        name: positional(function) + len(function.args.kwonlyargs)
        for name, function in functions()
        if is_endpoint(function)
    }
    assert len(counts) > 30
    assert {name for name, count in counts.items() if count > MAX_OF_ENDPOINT} == set()
