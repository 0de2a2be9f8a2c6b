"""The first thing anybody runs says clearly what is wrong, and repeats nothing needlessly."""

import ast
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from local import bootstrap

OLD = "import runpy, sys; sys.version_info = (3, 8, 18); runpy.run_path({!r}, run_name='__main__')"


def test_python_3_8_can_read_it() -> None:
    ast.parse(Path(bootstrap.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))


def test_an_old_python_is_told_in_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OLD.format(bootstrap.__file__)],
        check=False,
        text=True,
        capture_output=True,
    )

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "Foyer needs Python 3.11 or newer and this is 3.8; "
        "name a newer one, for example: PYTHON=python3.13 make up\n"
    )


def test_a_step_is_done_once_for_the_same_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    done: list[str] = []

    for content in ("one", "one", "two", "two"):
        lock.write_text(content)
        bootstrap.step("Working", stamp, [lock], partial(done.append, content))

    assert done == ["one", "two"]


def test_a_step_that_fails_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    stamp = tmp_path / "stamp"

    for _ in range(2):
        with pytest.raises(SystemExit, match="This failed"):
            bootstrap.step(
                "Working", stamp, ["input"], lambda: bootstrap.run(sys.executable, "-c", "1/0")
            )

    assert not stamp.exists()
