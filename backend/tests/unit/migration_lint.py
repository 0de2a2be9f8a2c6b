"""Lint of a migration's SQL: squawk's rules, and the kinds of statements that they do not judge.

The kinds come from squawk's parser. A kind that is not listed here is reported, so a statement that
neither the rules nor this list know is not accepted.
"""

import json
import re
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

SQUAWK = Path(sysconfig.get_path("scripts")) / "squawk"
OLDEST_POSTGRESQL = "15.0"
# Rules of squawk that do not fit: the reason is beside each.
EXCLUDED = {
    "require-lock-timeout": "foyer migrate sets it for every migration",
    "require-statement-timeout": "building an index of a large table takes long",
    "prefer-robust-stmts": "IF NOT EXISTS would keep the invalid index of an interrupted build",
    "ban-uncommitted-transaction": "Alembic commits",
    "transaction-nesting": "an autocommit block ends the transaction of Alembic and begins another",
    "prefer-bigint-over-int": "the type is for the author to choose",
    "prefer-bigint-over-smallint": "the type is for the author to choose",
    "prefer-text-field": "the type is for the author to choose",
}
# Removals and renames that squawk reports only on request.
INCLUDED = (
    *("ban-disable-trigger", "ban-drop-constraint", "ban-drop-function", "ban-drop-schema"),
    *("ban-drop-sequence", "ban-drop-type", "ban-drop-view", "renaming-object"),
)
# Statements with a short lock, and those that squawk's rules judge.
STATEMENTS = {
    *("BEGIN", "COMMIT_TRANSACTION", "SET", "COMMENT_ON", "ALTER_TABLE", "ALTER_INDEX"),
    *("CREATE_FUNCTION", "CREATE_INDEX", "CREATE_SEQUENCE", "CREATE_TABLE", "CREATE_TRIGGER"),
    *("CREATE_TYPE", "CREATE_VIEW", "DROP_FUNCTION", "DROP_INDEX", "DROP_SCHEMA", "DROP_SEQUENCE"),
    *("DROP_TABLE", "DROP_TYPE", "DROP_VIEW"),
}
# The same for what ALTER TABLE does.
ACTIONS = {
    *("ADD_COLUMN", "ADD_CONSTRAINT", "ALTER_COLUMN", "DISABLE_TRIGGER", "DROP_COLUMN"),
    *("DROP_CONSTRAINT", "RENAME_COLUMN", "RENAME_CONSTRAINT", "RENAME_TO"),
    *("RESET_OPTIONS", "SET_OPTIONS"),
}
NAMES = {"TABLE_RELATION_NAME", "IF_EXISTS"}
# A node of squawk's syntax tree; a token has its text behind it.
NODE = re.compile(r"^((?:  )+)([A-Z_]+)@\d+\.\.\d+$", re.MULTILINE)


def problems(sql: str) -> dict[str, str]:
    """Return the rules that the SQL breaks, each with what to do instead."""
    return dict([*_broken_rules(sql), *_unknown_kinds(sql)])


def _broken_rules(sql: str) -> Iterator[tuple[str, str]]:
    rules = (f"--exclude={','.join(EXCLUDED)}", f"--include={','.join(INCLUDED)}")
    options = ("--reporter=json", f"--pg-version={OLDEST_POSTGRESQL}", "--assume-in-transaction")
    for violation in json.loads(_squawk(sql, *rules, *options)):
        advice = violation.get("help") or violation["message"]
        yield violation["rule_name"], f"line {violation['line'] + 1}: {advice}"


def _unknown_kinds(sql: str) -> Iterator[tuple[str, str]]:
    path: list[str] = []
    for indent, kind in NODE.findall(_squawk(sql, "--debug=parse")):
        path[len(indent) // 2 - 1 :] = [kind]
        match path:
            case [statement] if statement not in STATEMENTS:
                yield kind, "it may lock a table for long, change many rows or remove something"
            case ["ALTER_TABLE", action] if action not in ACTIONS | NAMES:
                yield kind, "it may lock the table for long or remove something"
            case ["ALTER_TABLE", "ADD_COLUMN", *_, "CHECK_CONSTRAINT"]:
                yield kind, "PostgreSQL reads all rows; add the constraint apart, as NOT VALID"


def _squawk(sql: str, *options: str) -> str:
    command = (str(SQUAWK), *options, "--stdin-filepath=migration.sql")
    done = subprocess.run(command, input=sql, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:  # 1: a rule is broken
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    return done.stdout
