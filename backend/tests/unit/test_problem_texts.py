"""Every error code of the API has a text in the frontend's German messages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import foyer
from foyer.mail.errors import MailError, MailSetupError

SOURCE = Path(foyer.__file__).parent
MESSAGES = SOURCE.parents[1] / "frontend" / "src" / "i18n" / "messages"
GERMAN = MESSAGES / "de" / "problems.ts"


def codes() -> Iterator[str]:
    """Codes of error classes (`code = "…"`) and of FieldError, Failure, problem() and the like."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assign | ast.AnnAssign):
                yield from _assigned(node)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = {"FieldError": 1, "Failure": 0, "problem": 1, "PydanticCustomError": 0}.get(
                    node.func.id
                )
                if place is not None and len(node.args) > place:
                    yield from _texts(node.args[place])


def _assigned(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    parts = [part for target in targets for part in ast.walk(target)]
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    if names & {"code", "codes", "_REASONS", "_GUESSABLE"} and node.value:
        yield from _texts(node.value)


def _texts(node: ast.expr) -> Iterator[str]:
    """All strings in an expression that look like a code."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and re.fullmatch(r"[a-z]+(_[a-z]+)+", str(part.value)):
            yield str(part.value)


def test_every_code_has_a_german_text() -> None:
    translated = set(re.findall(r"^  (\w+):", GERMAN.read_text(), re.MULTILINE))
    used = set(codes())
    assert {"validation_failed", "email_invalid", "worker_lost", "body_too_slow"} <= used
    assert used - translated == set()


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_mail_error_has_its_own_words(language: str) -> None:
    text = (MESSAGES / language / "problems.ts").read_text()
    words = dict(re.findall(r'^  (\w+):\s+"(.*?)",$', text, re.MULTILINE))
    errors = {*MailError.__subclasses__(), *MailSetupError.__subclasses__()} - {MailSetupError}
    if language == "en":  # the API's own text counts where the page has none
        words = {error.code: error.__doc__ or "" for error in errors} | words
    texts = [words[error.code] for error in errors]
    assert len(texts) >= 11
    assert len(set(texts)) == len(texts)
