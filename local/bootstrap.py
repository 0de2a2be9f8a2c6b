"""Makes a checkout runnable: .venv with everything in it, node_modules, and the built frontend.

    python3 local/bootstrap.py            Python and npm packages
    python3 local/bootstrap.py --build    and frontend/dist

Each step is skipped while what it depends on is unchanged. Any Python may run this file, an old one
is told so in one sentence; for that it keeps to the standard library and to what Python 3.8 reads.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Callable, Sequence, Union  # noqa: UP035 - for Python 3.8

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
HOME = ROOT / ".local"

Input = Union[Path, str]  # noqa: UP007 - for Python 3.8
"""A file whose content counts, or a text."""


def main() -> None:
    """Bring everything up to date."""
    _check_version()
    HOME.mkdir(exist_ok=True)
    with (HOME / "bootstrap.lock").open("w") as lock:
        _wait_for_others(lock.fileno())
        if not _is_our_python():
            with _Progress("Making .venv"):
                _make_venv()
        requirements = ROOT / "backend" / "requirements" / "dev.txt"
        step("Installing Python packages", VENV / "installed", [requirements], _install_packages)
        package: list[Input] = [ROOT / "backend" / "pyproject.toml", requirements, str(ROOT)]
        step("Installing the backend", VENV / "linked", package, _install_backend)
        manifests = [FRONTEND / name for name in ("package.json", "package-lock.json", ".npmrc")]
        stamp = FRONTEND / "node_modules" / ".installed"
        step("Installing npm packages", stamp, manifests, lambda: _npm("ci"))
        if "--build" in sys.argv[1:]:
            stamp = FRONTEND / "dist" / ".built"
            step("Building the pages", stamp, _sources(), lambda: _npm("run", "build"))


def _check_version() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where the promise is checked
        found = "{}.{}".format(*sys.version_info)
        sys.exit(
            f"Foyer needs Python 3.11 or newer and this is {found}; "
            "name a newer one, for example: PYTHON=python3.13 make up"
        )


def _wait_for_others(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Waiting for another installation in this folder …", flush=True)
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _is_our_python() -> bool:
    """Tell whether .venv works and is of the version that runs this file."""
    wanted = "{}.{}".format(*sys.version_info)
    question = "import sys; print('{}.{}'.format(*sys.version_info))"
    try:
        answer = subprocess.check_output([os.fspath(PYTHON), "-c", question], text=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.strip() == wanted


def _make_venv() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    run(sys.executable, "-m", "venv", VENV)


def _install_packages() -> None:
    requirements = ROOT / "backend" / "requirements" / "dev.txt"
    _pip("--require-hashes", "--requirement", requirements)


def _install_backend() -> None:
    _pip("--no-deps", "--no-build-isolation", "--editable", ROOT / "backend")


def _pip(*arguments: str | Path) -> None:
    quiet = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location")
    run(PYTHON, "-m", "pip", "install", *quiet, *arguments, PIP_ROOT_USER_ACTION="ignore")


def _npm(*arguments: str) -> None:
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    run(PYTHON, "-m", "local.npm", *arguments, *quiet)


def _sources() -> list[Input]:
    """Return what the built pages are made of."""
    made = {FRONTEND / "node_modules", FRONTEND / "dist"}
    tops = [path for path in sorted(FRONTEND.iterdir()) if path not in made]
    return [
        file
        for top in tops
        for file in ([top] if top.is_file() else sorted(top.rglob("*")))
        if file.is_file()
    ]


def step(title: str, stamp: Path, inputs: Sequence[Input], work: Callable[[], None]) -> None:
    """Do `work` unless the file `stamp` says that it was done with the same `inputs`."""
    digest = _digest(inputs)
    if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
        return
    with _Progress(title):
        work()
    stamp.write_text(digest, encoding="ascii")


def _digest(inputs: Sequence[Input]) -> str:
    digest = hashlib.sha256()
    for each in inputs:
        name = each if isinstance(each, str) else os.fspath(each.relative_to(ROOT))
        content = each.read_bytes() if isinstance(each, Path) and each.is_file() else b""
        digest.update(f"{name}\0{len(content)}\0".encode(errors="surrogateescape") + content)
    return digest.hexdigest()


def run(*command: str | Path, **variables: str) -> None:
    """Run a command quietly; end with all that it printed if it fails."""
    done = subprocess.run(
        [os.fspath(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **variables},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        printed = done.stdout.decode(errors="replace").rstrip()
        sys.exit(f"\n{printed}\n\nThis failed: {' '.join(os.fspath(part) for part in command)}")


class _Progress:
    """One line on the terminal that counts the seconds of a step."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._over = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self._began = time.monotonic()

    def __enter__(self) -> None:
        self._ticker.start()

    def __exit__(self, kind: object, _error: object, _trace: object) -> None:
        self._over.set()
        self._ticker.join()
        if kind is None:
            self._show("\n")

    def _tick(self) -> None:
        if not sys.stdout.isatty():
            print(f"{self._title} …", flush=True)
            return
        while not self._over.wait(1):
            self._show("")

    def _show(self, end: str) -> None:
        start = "\r" if sys.stdout.isatty() else ""
        seconds = time.monotonic() - self._began
        print(f"{start}{self._title} … {seconds:.0f} s", end=end, flush=True)


if __name__ == "__main__":
    main()
