"""Packages that only one measurement or test needs. They are installed when it needs them."""

import subprocess
import sys
from pathlib import Path

from local.bootstrap import HOME, ROOT

REQUIREMENTS = ROOT / "backend" / "requirements"


def install(name: str) -> Path:
    """Install requirements/<name>.txt unless it is there; return the folder for PYTHONPATH.

    Raises:
        subprocess.CalledProcessError: the packages cannot be installed.
    """
    folder = HOME / "packages" / name
    requirements = REQUIREMENTS / f"{name}.txt"
    stamp = folder / requirements.name
    if not stamp.exists() or stamp.read_text() != requirements.read_text():
        uv = (sys.executable, "-m", "uv", "--quiet", "pip", "install", "--require-hashes")
        target = ("--python", sys.executable, "--target", folder)
        subprocess.run((*uv, *target, "--requirement", requirements), check=True, cwd=ROOT)
        stamp.write_text(requirements.read_text())
    return folder
