"""Every test belongs to a stage, and every stage to `make test`."""

from pathlib import Path

from local.stages import GROUPS, PYTEST, ROOT, STAGES


def test_every_stage_is_in_the_tests() -> None:
    assert sorted(GROUPS["test"]) == sorted(STAGES)


def test_every_test_file_is_in_exactly_one_stage() -> None:
    folders = ("backend/tests", "chaos/tests", "local/tests", "e2e")
    files = {path for folder in folders for path in (ROOT / folder).rglob("test_*.py")}
    counts = {path: sum(path in _files(name) for name in STAGES) for path in files}
    assert {path.name: count for path, count in counts.items() if count != 1} == {}


def _files(name: str) -> set[Path]:
    """The test files that a stage gives to pytest."""
    selected: set[Path] = set()
    for command in STAGES[name].commands:
        if tuple(command[: len(PYTEST)]) != PYTEST:
            continue
        for argument in command[len(PYTEST) :]:
            option, _, value = argument.partition("=")
            if option == "--ignore":
                selected -= _test_files(ROOT / value)
            elif not argument.startswith("-"):
                selected |= _test_files(ROOT / argument)
    return selected


def _test_files(path: Path) -> set[Path]:
    return set(path.rglob("test_*.py")) if path.is_dir() else {path}
