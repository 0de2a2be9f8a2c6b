"""Programs from Debian packages, for tests against other people's servers.

A package is downloaded with apt and unpacked below `.local`; the machine's own packages stay as
they are. No rights are needed, except that only root can fetch the lists of packages where they are
missing.
"""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

_CACHE = Path(__file__).parents[1] / ".local" / "debian"
_FOLDERS = ("usr/sbin", "usr/bin", "sbin", "bin")


def program(name: str, package: str) -> tuple[str, ...]:
    """Return the command that starts a program, the installed one or one of a package.

    Without both, the test is skipped.
    """
    path = os.pathsep.join((os.environ.get("PATH", ""), *(f"/{folder}" for folder in _FOLDERS)))
    if installed := shutil.which(name, path=path):
        return (installed,)
    root = unpacked(package)
    files = (root / folder / name for folder in _FOLDERS)
    file = next(file for file in files if file.exists())
    return ("env", *(f"{name}={value}" for name, value in libraries(root).items()), str(file))


def libraries(root: Path) -> dict[str, str]:
    """Return the variables with which unpacked programs find their libraries and SASL methods."""
    folders = sorted({library.parent for library in root.rglob("*.so*")})
    methods = [folder for folder in folders if folder.name == "sasl2"]
    installed = Path("/usr/lib").glob("*-linux-*/sasl2")
    return {
        "LD_LIBRARY_PATH": os.pathsep.join(map(str, folders)),
        "SASL_PATH": os.pathsep.join(map(str, [*methods, *installed])),
    }


def unpacked(*packages: str) -> Path:
    """Return the folder with the files of the packages and of those that they need.

    Where they cannot be downloaded, the test is skipped.
    """
    root = _unpack(packages)
    if root is None:
        pytest.skip(f"Debian's {', '.join(packages)} cannot be downloaded here")
    return root


@cache
def _unpack(packages: tuple[str, ...]) -> Path | None:
    root = _CACHE / "+".join(packages)
    if root.exists():
        return root
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return None
    _CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_CACHE) as draft:
        if not (_download(packages, Path(draft)) or _download(packages, Path(draft), update=True)):
            return None
        files = Path(draft) / "root"
        for archive in Path(draft).glob("*.deb"):
            _run("dpkg", "-x", str(archive), str(files), folder=Path(draft))
        files.replace(root)
    return root


def _download(packages: tuple[str, ...], folder: Path, *, update: bool = False) -> bool:
    """Download the packages, and those that they need and that are not installed."""
    if update and (os.geteuid() != 0 or _run("apt-get", "update", folder=folder) is None):
        return False
    plan = ("install", "--simulate", "--no-install-recommends", "--reinstall")
    listed = _run("apt-get", "-qq", *plan, *packages, folder=folder) or ""
    names = [line.split()[1] for line in listed.splitlines() if line.startswith("Inst ")]
    return bool(names) and _run("apt-get", "download", *names, folder=folder) is not None


def _run(*command: str, folder: Path) -> str | None:
    """Run the command and return its output, or None if it failed."""
    run = subprocess.run(  # noqa: S603
        command, cwd=folder, check=False, capture_output=True, text=True, timeout=300
    )
    return run.stdout if run.returncode == 0 else None
