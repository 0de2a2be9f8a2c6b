"""Variables that a shell has for other projects do not break `make up`, installs and checks."""

import os
import runpy
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from local.ports import LOOPBACK, free_port

ROOT = Path(__file__).parents[3]
DEAD_PROXY = f"http://{LOOPBACK}:9"
PROXIES = dict.fromkeys(("http_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"), DEAD_PROXY)
SHELL = PROXIES | {
    "CELERY_BROKER_URL": "redis://broker.invalid",
    "DEBUG": "express:*",
    "ENVIRONMENT": "staging",
    "FLOWER_BASIC_AUTH": "user:password",
    "FLOWER_PORT": "1",
    "FORWARDED_ALLOW_IPS": "10.0.0.1",
    "NGINX": "9;",
    "NODE_ENV": "production",
    "PGOPTIONS": "-c no_such_setting=1",
    "PGSERVICE": "no-such-service",
    "PGSSLMODE": "verify-full",
    "PYTHONIOENCODING": "ascii",
    "PYTHONOPTIMIZE": "2",
    "PYTHONWARNINGS": "error",
    "UVICORN_PORT": "1",
    "WEB_CONCURRENCY": "3",
}
MAKE_UP = """
import sys
from pathlib import Path
from local import up
from local.__main__ import main
up.HOME = Path(sys.argv.pop())
up.DATA = up.HOME / "data"
sys.exit(main())
"""

VENV_PROPERTIES = (
    "$(VENV) -c 'import sys; print(sys.executable, sys.platlibdir, sys.flags.optimize > 0)'"
)


def visible_to_others(folder: Path) -> list[Path]:
    """Return the files and folders that another user may read or write, but for sockets."""
    paths = (folder, *folder.rglob("*"))
    plain = (path for path in paths if not path.is_symlink() and not path.is_socket())
    return [path for path in plain if path.stat().st_mode & 0o077]


@pytest.mark.parametrize(
    "shell",
    [
        pytest.param(SHELL, id="variables of other projects"),
        pytest.param({}, id="clean", marks=pytest.mark.longer),
    ],
)
def test_make_up_starts_and_stops(tmp_path: Path, shell: dict[str, str]) -> None:
    env = os.environ | {"PORT": str(free_port()), "LOG_DIR": str(tmp_path / "logs")} | shell
    (tmp_path / "home").mkdir(mode=0o755)
    command = [sys.executable, "-c", MAKE_UP, "up", os.fspath(tmp_path / "home")]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as make_up:
        assert make_up.stdout
        lines, visible = [], [Path("not started")]
        for line in make_up.stdout:
            lines.append(line)
            if "Ctrl-C stops everything" in line:
                visible = visible_to_others(tmp_path / "home")
                make_up.send_signal(signal.SIGINT)

    assert make_up.returncode == 0, "".join(lines)
    assert "Foyer is up" in "".join(lines)
    assert visible == []


@pytest.mark.parametrize(
    "variable",
    [
        *("PYTHONSAFEPATH=1", "PYTHONINSPECT=1", "PYTHONOPTIMIZE=2"),
        *("PYTHONPLATLIBDIR=lib64", "PYTHONEXECUTABLE=/usr/bin/python3"),
    ],
)
def test_a_recipe_of_make_runs_python_as_in_a_clean_shell(tmp_path: Path, variable: str) -> None:
    recipe = tmp_path / "recipe.mk"
    recipe.write_text(f"recipe:\n\t@$(VENV) -m local --help\n\t@{VENV_PROPERTIES}\n")
    name, _, text = variable.partition("=")
    make = ["make", "-f", "Makefile", "-f", os.fspath(recipe), "recipe", f"VENV={sys.executable}"]

    with_variable, clean = (
        subprocess.run(
            make,
            check=False,
            cwd=ROOT,
            env={key: value for key, value in os.environ.items() if key != name} | shell,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for shell in ({name: text}, {})
    )

    assert "usage: python -m local" in clean.stdout
    assert clean.stdout.endswith("False\n")
    assert with_variable.stdout == clean.stdout
    assert (with_variable.returncode, clean.returncode) == (0, 0)


def test_npm_installs_the_packages_that_the_build_needs() -> None:
    shell = {"NODE_ENV": "production", "npm_config_omit": "dev", "NODE_OPTIONS": "--no-such-option"}

    completed = subprocess.run(
        [sys.executable, "-m", "local.npm", "config", "get", "omit"],
        cwd=ROOT,
        env=os.environ | shell,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )

    assert completed.stdout.strip() == ""


def test_the_shell_decides_from_where_npm_gets_packages() -> None:
    registry = "https://registry.example/"

    completed = subprocess.run(
        [sys.executable, "-m", "local.npm", "config", "get", "registry"],
        cwd=ROOT,
        env=os.environ | {"NPM_CONFIG_REGISTRY": registry},
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )

    assert completed.stdout.strip() == registry


class _Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Print nothing."""


def test_a_health_check_does_not_ask_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, proxy in PROXIES.items():
        monkeypatch.setenv(name, proxy)
    healthcheck = runpy.run_path(os.fspath(ROOT / "backend" / "healthcheck.py"))
    with HTTPServer((LOOPBACK, 0), _Healthy) as server:
        Thread(target=server.handle_request, daemon=True).start()

        healthcheck["_get"](f"http://{LOOPBACK}:{server.server_port}/")
