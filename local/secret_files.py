"""Passwords and keys in files that only their owner can read.

Not named `secrets`: bootstrap.py runs as a script in this folder and would import this module in
the place of the standard library's.
"""

import os
import secrets
from pathlib import Path


def stored_secret(path: Path, *, length: int = 32) -> str:
    """Return the secret in the file `path`; create one of `length` random bytes if it has none."""
    stored = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if stored:
        return stored
    created = secrets.token_urlsafe(length)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, created)
    return created


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path`, readable by its owner only and never half written."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
