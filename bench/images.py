"""The sizes of the Docker images that exist here, and of our files in them.

Without Docker, the row has the files only.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from importlib.metadata import files
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement

from bench.clients import ROOT
from bench.figures import Figure

LIMITS = {"foyer-backend": 250.0, "foyer-web": None}  # MB, of docker-compose.yml's images
MB = 1_000_000


def measure() -> list[Figure]:
    """Return the sizes in MB."""
    backend = ROOT / "backend"
    code = chain(_files(backend / "foyer"), _files(backend / "migrations"))
    contents = {
        "backend: packages, before Dockerfile strips them": _size(_packages()),
        "backend: code": _size(code),
        "nginx: pages": _size(_files(ROOT / "frontend" / "dist")),
    }
    figures = [Figure(name, size, "MB") for name, size in contents.items()]
    return [*figures, *_images()]


def _packages() -> Iterator[Path]:
    """Return the files of the packages that the backend's image has."""
    locked = (ROOT / "backend" / "requirements" / "runtime.txt").read_text()
    for line in re.findall(r"^[^\s#].*==[^\\\n]*", locked, re.MULTILINE):
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate():
            paths = (Path(str(file.locate())) for file in files(requirement.name) or ())
            yield from (path for path in paths if path.suffix != ".pyc" and path.is_file())


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            yield from _files(path)
        elif path.suffix != ".pyc":
            yield path


def _size(paths: Iterable[Path]) -> float:
    return sum(path.stat().st_size for path in paths) / MB


def _images() -> Iterator[Figure]:
    if not shutil.which("docker"):
        return
    for image, limit in LIMITS.items():
        command = ("docker", "image", "inspect", "--format", "{{.Size}}", image)
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode == 0:
            yield Figure(f"image {image}", int(done.stdout) / MB, "MB", at_most=limit)
