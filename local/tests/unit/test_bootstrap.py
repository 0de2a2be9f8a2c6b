"""The installation: clear errors, and no repeated work."""

import ast
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from local import bootstrap

OLD = "import runpy, sys; sys.version_info = (3, 8, 18); runpy.run_path({!r}, run_name='__main__')"

ONE_STEP = """
import sys
from pathlib import Path
from local import bootstrap
def show(title, *_):
    with bootstrap._Progress(title):
        pass
bootstrap.HOME = Path(sys.argv[1])
bootstrap.venv_works = lambda: True
bootstrap.step = show
bootstrap.main()
"""


def test_python_3_8_can_parse_bootstrap() -> None:
    ast.parse(Path(bootstrap.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))


def test_an_old_python_gets_one_sentence() -> None:
    completed = subprocess.run(
        [sys.executable, "-c", OLD.format(bootstrap.__file__)],
        check=False,
        text=True,
        capture_output=True,
    )

    assert completed.returncode == 1
    assert completed.stdout == ""
    assert completed.stderr == (
        "Foyer needs Python 3.11 or newer and this is 3.8; "
        "name a newer one, for example: PYTHON=python3.13 make up\n"
    )


def test_a_terminal_without_unicode_shows_the_steps(tmp_path: Path) -> None:
    completed = subprocess.run(
        [sys.executable, "-c", ONE_STEP, tmp_path],
        cwd=bootstrap.ROOT,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        check=False,
        text=True,
        capture_output=True,
    )

    assert (completed.returncode, completed.stderr) == (0, "")
    assert "Installing Python packages ?" in completed.stdout


def test_a_step_runs_once_for_the_same_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    runs: list[str] = []

    for content in ("one", "one", "two", "two"):
        lock.write_text(content)
        bootstrap.step("Working", stamp, [lock], partial(runs.append, content))

    assert runs == ["one", "two"]


def test_a_failed_step_runs_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    stamp = tmp_path / "stamp"

    for _ in range(2):
        with pytest.raises(SystemExit, match="This failed"):
            bootstrap.step(
                "Working", stamp, ["input"], lambda: bootstrap.run(sys.executable, "-c", "1/0")
            )

    assert not stamp.exists()


def test_a_failed_step_with_new_inputs_is_not_done_for_the_old_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    stamp = tmp_path / "stamp"
    runs: list[str] = []
    bootstrap.step("Working", stamp, ["old"], partial(runs.append, "old"))

    with pytest.raises(SystemExit):
        bootstrap.step("Working", stamp, ["new"], lambda: sys.exit("half done"))
    bootstrap.step("Working", stamp, ["old"], partial(runs.append, "old again"))

    assert runs == ["old", "old again"]


def test_variables_of_the_shell_do_not_change_where_packages_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIP_TARGET", "PIP_USER", "PYTHONPATH", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "of the shell")
    script = "import os, pathlib, sys; pathlib.Path(sys.argv[1]).write_text(' '.join(os.environ))"

    bootstrap.run(sys.executable, "-c", script, tmp_path / "names")

    names = (tmp_path / "names").read_text().split()
    assert {"PIP_TARGET", "PIP_USER", "PYTHONPATH"}.isdisjoint(names)
    assert "PIP_INDEX_URL" in names


def test_a_venv_that_was_interrupted_before_pip_is_created_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path], check=True)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "bin" / "python")

    assert not bootstrap.venv_works()
