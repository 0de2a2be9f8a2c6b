"""Passwords and keys that are made once and kept in files only their owner can read."""

import os
import secrets
from pathlib import Path


def kept_key(path: Path, *, length: int = 32) -> str:
    """Return the key kept in `path`; make one of `length` random bytes at the first call."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, secrets.token_urlsafe(length))
    return path.read_text(encoding="utf-8").strip()


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path`, readable by its owner alone and never half written."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
