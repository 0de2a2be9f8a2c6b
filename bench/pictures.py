"""Thumbnails of photos on one core: Foyer's code, sharp, pyvips, Pillow as usually written.

All make the same four WebP files of each photo. The measure is processor time, in turn, each on
one thread, in a process of its own: how much memory a process has used before makes it faster or
slower by a quarter. The decoder alone, at full size, is the bound that all share.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.clients import ROOT
from bench.figures import Figure, median_of, ratio_of
from bench.scale import sized
from foyer.pictures.storage import SIZES
from local.extra_packages import install
from local.npm import npm
from local.wheels import node
from testkit.photos import camera_photo

MEGAPIXELS = range(1, sized(16, 2))
ROUNDS = sized(5, 1)
OF_SHARP, OF_DECODER = 1.35, 0.80

SHARP = ROOT / "bench" / "sharp"

Way = Callable[[list[Path]], float]


def measure() -> list[Figure]:
    """Return the pictures per second of each way, and Foyer's ratios."""
    with tempfile.TemporaryDirectory() as folder:
        photos = [_photo(Path(folder), megapixels) for megapixels in MEGAPIXELS]
        ways = _ways()
        rounds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, rate in ways.items():
                rounds[name].append(rate(photos))
    foyer, sharp, decoder = (
        rounds[name] for name in ("Foyer", "sharp, tuned", "JPEG decoder alone")
    )
    return [
        *(median_of(name, rates, "pictures/s") for name, rates in rounds.items()),
        ratio_of("Foyer", foyer, sharp, "of tuned sharp", at_least=OF_SHARP),
        ratio_of("Foyer", foyer, decoder, "of the decoder", at_least=OF_DECODER),
    ]


def _ways() -> dict[str, Way]:
    """Install the peers; return what each measures: pictures per second of processor time."""
    npm("--prefix", os.fspath(SHARP), "ci", "--ignore-scripts", "--silent")
    imports = {"PYTHONPATH": f"{ROOT}:{ROOT / 'backend'}"}
    # As `make up` and the images set it.
    foyer = imports | {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
    pillow = (sys.executable, ROOT / "bench" / "pillow_peer.py")
    vips = {"PYTHONPATH": f"{ROOT}:{install('bench')}", "VIPS_CONCURRENCY": "1"}
    sizes = json.dumps(SIZES)
    sharp = (os.fspath(node()), SHARP / "thumbnails.mjs")
    return {
        "Foyer": _program(foyer, sys.executable, ROOT / "bench" / "foyer_pictures.py"),
        "sharp, tuned": _program({}, *sharp, "tuned", sizes),
        "sharp, as documented": _program({}, *sharp, "documented", sizes),
        "pyvips": _program(vips, sys.executable, ROOT / "bench" / "vips_peer.py", sizes),
        "Pillow, as usually written": _program(imports, *pillow, "thumbnails"),
        "JPEG decoder alone": _program(foyer, *pillow, "decode"),
    }


def _program(env: dict[str, str], *command: str | Path) -> Way:
    def rate(photos: list[Path]) -> float:
        done = subprocess.run(
            [*command, *photos], env=os.environ | env, stdout=subprocess.PIPE, check=True
        )
        return float(done.stdout)

    return rate


def _photo(folder: Path, megapixels: int) -> Path:
    path = folder / f"{megapixels}.jpg"
    path.write_bytes(camera_photo(megapixels))
    return path
