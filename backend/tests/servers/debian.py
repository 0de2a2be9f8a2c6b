"""Servers from Debian packages, for tests against other people's servers."""

import os
import shutil
import subprocess
from functools import cache

import pytest

_FOLDERS = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin"))


def program(name: str, package: str) -> str:
    """Return the path of a program; install its package where this process may.

    Without the program and without the right to install it, the test is skipped.
    """
    path = shutil.which(name, path=_FOLDERS)
    if path is None and _install(package):
        path = shutil.which(name, path=_FOLDERS)
    if path is None:
        pytest.skip(f"{name} is missing: `apt-get install {package}` as root brings it")
    return path


@cache
def _install(package: str) -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    install = ("apt-get", "install", "--yes", "--no-install-recommends", package)
    return any(_run(*command) for command in (install, ("apt-get", "update"), install))


def _run(*command: str) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "SYSTEMD_OFFLINE": "1"}
    run = subprocess.run(command, env=environment, check=False, capture_output=True, timeout=300)
    return run.returncode == 0 and command[1] == "install"
