"""The packages that Foyer is compared with. They are installed when a measurement needs them."""

import subprocess
import sys
from pathlib import Path

from local.bootstrap import HOME

ROOT = Path(__file__).parents[1]
_FOLDER = HOME / "bench" / "packages"
_REQUIREMENTS = ROOT / "backend" / "requirements" / "bench.txt"


def path_of_packages() -> Path:
    """Install the packages, unless they are there; return the folder for PYTHONPATH.

    Raises:
        subprocess.CalledProcessError: they cannot be installed.
    """
    stamp = _FOLDER / _REQUIREMENTS.name
    wanted = _REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        command = _uv("pip", "install", "--target", str(_FOLDER), "-r", str(_REQUIREMENTS))
        subprocess.run(command, check=True, cwd=ROOT)
        stamp.write_text(wanted)
    return _FOLDER


def _uv(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "uv", "--quiet", *arguments, "--python", sys.executable)
