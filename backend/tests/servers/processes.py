"""Foyer's processes, started by hand with settings of a test."""

import base64
import re
import subprocess
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

from local.stack import Stack

ROOT = Path(__file__).parents[3]


def documented(language: str) -> list[str]:
    """Return the code blocks of docs/operations.md in this language."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", page, flags=re.DOTALL)


def check_health(env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the health check of the containers for workers and the dispatcher."""
    return subprocess.run(
        [sys.executable, ROOT / "backend" / "healthcheck.py", "celery"],
        env=dict(env),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def logs_of(stack: Stack) -> str:
    """Return everything that the stack's processes logged, without the servers' own logs."""
    servers = {"database.log", "broker.log", "mail.log"}
    files = [path for path in stack.logs.rglob("*") if path.is_file() and path.name not in servers]
    return "\n".join(path.read_text(errors="replace") for path in files)


def leaked(text: str, secrets: Collection[str]) -> list[str]:
    """Return the secrets that the text contains, in any form that a library may write."""
    return [secret for secret in secrets if any(form in text for form in _forms(secret))]


def _forms(secret: str) -> set[str]:
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote(secret, safe=" +"),  # SQLAlchemy's
        quote_plus(secret),
        repr(secret)[1:-1],
        base64.b64encode(secret.encode()).decode(),
    }
