"""Prepares a checkout: installs .venv and node_modules, and builds the frontend.

    python3 local/bootstrap.py            Python and npm packages
    python3 local/bootstrap.py --build    and frontend/dist

A step is skipped while its inputs are unchanged. An old Python can run this file and prints one
sentence that it is too old. Therefore the file uses the standard library and the syntax of Python
3.8 only.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import re
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
"""A file, of which the content counts, or a text."""

# Of pip's settings the shell may decide from where packages come, not which, and not where to.
# The packages of another Python (PYTHONPATH) would pass for installed ones; the Makefile says what
# is wrong with its other variables.
_FOREIGN = re.compile(
    r"PYTHON(PATH|HOME|USERBASE|PLATLIBDIR|EXECUTABLE|SAFEPATH|INSPECT|OPTIMIZE)"
    r"|PIP_(?!(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|TRUSTED_HOST|CERT|CLIENT_CERT|PROXY"
    r"|CACHE_DIR|NO_CACHE_DIR|TIMEOUT|DEFAULT_TIMEOUT|RETRIES|CONFIG_FILE|KEYRING_PROVIDER)$).*",
)

_compilers: list[subprocess.Popen[bytes]] = []
"""Processes that compile packages."""


def main() -> None:
    """Bring everything up to date."""
    _check_version()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # the terminal may have no "…"
    HOME.mkdir(mode=0o700, exist_ok=True)
    with (HOME / "bootstrap.lock").open("w") as lock:
        _wait_for_others(lock.fileno())
        if not venv_works():
            with _Progress("Making .venv"):
                _make_venv()
        requirements = ROOT / "backend" / "requirements" / "dev.txt"
        step("Installing Python packages", VENV / "installed", [requirements], _install_packages)
        package: list[Input] = [ROOT / "backend" / "pyproject.toml", requirements, str(ROOT)]
        step("Installing the backend", VENV / "linked", package, _install_backend)
        manifests = [FRONTEND / name for name in ("package.json", "package-lock.json", ".npmrc")]
        stamp = FRONTEND / "node_modules" / ".installed"
        step("Installing npm packages", stamp, manifests, lambda: _npm("ci", "--include=dev"))
        if "--build" in sys.argv[1:]:
            stamp = FRONTEND / "dist" / ".built"
            step("Building the pages", stamp, _sources(), lambda: _npm("run", "build"))
        for compiler in _compilers:
            compiler.wait()


def _check_version() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python may run this file
        version = "{}.{}".format(*sys.version_info)
        sys.exit(
            f"Foyer needs Python 3.11 or newer and this is {version}; "
            "name a newer one, for example: PYTHON=python3.13 make up"
        )


def _wait_for_others(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Waiting for another installation in this folder …", flush=True)
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def venv_works() -> bool:
    """Return whether .venv works, has pip, and the Python version that runs this file."""
    version = "{}.{}".format(*sys.version_info)
    script = "import sys, pip; print('{}.{}'.format(*sys.version_info))"
    try:
        output = subprocess.check_output(
            [os.fspath(PYTHON), "-c", script],
            text=True,
            env=_environment(),
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return output.strip() == version


def _make_venv() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    run(sys.executable, "-m", "venv", VENV)


def _install_packages() -> None:
    """Install the packages, and begin to compile them: pip would do it before the other steps."""
    requirements = ROOT / "backend" / "requirements" / "dev.txt"
    _pip("--no-compile", "--require-hashes", "--requirement", requirements)
    _compilers.append(
        subprocess.Popen(
            [os.fspath(PYTHON), "-m", "compileall", "-q", os.fspath(VENV / "lib")],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # some packages contain templates of modules
        )
    )


def _install_backend() -> None:
    _pip("--no-deps", "--no-build-isolation", "--editable", ROOT / "backend")


def _pip(*arguments: str | Path) -> None:
    quiet = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location")
    run(PYTHON, "-m", "pip", "install", *quiet, *arguments, PIP_ROOT_USER_ACTION="ignore")


def _npm(*arguments: str) -> None:
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    run(PYTHON, "-m", "local.npm", *arguments, *quiet)


def _sources() -> list[Input]:
    """Return the files that the built pages depend on."""
    generated = {FRONTEND / "node_modules", FRONTEND / "dist"}
    tops = [path for path in sorted(FRONTEND.iterdir()) if path not in generated]
    return [
        file
        for top in tops
        for file in ([top] if top.is_file() else sorted(top.rglob("*")))
        if file.is_file()
    ]


def step(title: str, stamp: Path, inputs: Sequence[Input], work: Callable[[], None]) -> None:
    """Do `work` unless the file `stamp` shows that it was completed with the same `inputs`."""
    digest = _digest(inputs)
    if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
        return
    # Without the old stamp first, failed work with new inputs would count as done for the old ones.
    if stamp.exists():
        stamp.unlink()
    with _Progress(title):
        work()
    stamp.write_text(digest, encoding="ascii")


def _digest(inputs: Sequence[Input]) -> str:
    digest = hashlib.sha256()
    for item in inputs:
        name = item if isinstance(item, str) else os.fspath(item.relative_to(ROOT))
        content = item.read_bytes() if isinstance(item, Path) and item.is_file() else b""
        digest.update(f"{name}\0{len(content)}\0".encode(errors="surrogateescape") + content)
    return digest.hexdigest()


def run(*command: str | Path, **variables: str) -> None:
    """Run a command quietly; if it fails, end with its output."""
    completed = subprocess.run(
        [os.fspath(part) for part in command],
        cwd=ROOT,
        env={**_environment(), **variables},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if completed.returncode != 0:
        output = completed.stdout.decode(errors="replace").rstrip()
        sys.exit(f"\n{output}\n\nThis failed: {' '.join(os.fspath(part) for part in command)}")


def _environment() -> dict[str, str]:
    """Return the environment without what changes the result of an installation."""
    return {name: text for name, text in os.environ.items() if not _FOREIGN.fullmatch(name)}


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
