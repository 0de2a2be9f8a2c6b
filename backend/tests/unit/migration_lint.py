"""Lint of a migration's SQL: squawk's rules, and what they do not judge.

The lists name the statements, and the parts of them, that take a short lock or that squawk judges.
squawk's parser finds the parts. A part that is not listed is reported, so a statement that neither
the rules nor the lists know is not accepted.
"""

import json
import re
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SQUAWK = Path(sysconfig.get_path("scripts")) / "squawk"
OLDEST_POSTGRESQL = "15.0"
# Rules of squawk that do not fit: the reason is beside each.
EXCLUDED = {
    "require-lock-timeout": "foyer migrate sets it for every transaction",
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
# What a node of the syntax tree may consist of. A node that is not a key may have any parts.
PARTS: dict[tuple[str, ...], set[str]] = {
    (): {
        *("BEGIN", "COMMIT_TRANSACTION", "COMMENT_ON", "ALTER_TABLE", "ALTER_INDEX"),
        *("CREATE_FUNCTION", "CREATE_INDEX", "CREATE_SEQUENCE", "CREATE_TABLE", "CREATE_TRIGGER"),
        *("CREATE_TYPE", "CREATE_VIEW", "DROP_FUNCTION", "DROP_SCHEMA", "DROP_SEQUENCE"),
        *("DROP_TABLE", "DROP_TYPE", "DROP_VIEW"),
    },
    # Not IF_NOT_EXISTS: squawk accepts any index of a table that it takes for a new one.
    ("CREATE_TABLE",): {"TABLE_NAME", "TABLE_ARG_LIST", "UNLOGGED", "WITH_PARAMS"},
    ("ALTER_TABLE",): {
        *("TABLE_RELATION_NAME", "IF_EXISTS", "ADD_COLUMN", "ADD_CONSTRAINT", "ALTER_COLUMN"),
        *("DISABLE_TRIGGER", "DROP_COLUMN", "DROP_CONSTRAINT", "RENAME_COLUMN"),
        *("RENAME_CONSTRAINT", "RENAME_TO", "RESET_OPTIONS", "SET_OPTIONS"),
    },
    ("ALTER_TABLE", "ADD_COLUMN"): {
        *("COLUMN_NAME", "IF_NOT_EXISTS", "COLLATE", "NOT_NULL_CONSTRAINT", "DEFAULT_CONSTRAINT"),
        *("PATH_TYPE", "ARRAY_TYPE", "VARCHAR_TYPE", "DOUBLE_TYPE", "TIMESTAMP_TYPE"),
        *("TIME_TYPE", "INTERVAL_TYPE"),
    },
    ("ALTER_TABLE", "ADD_CONSTRAINT"): {
        *("CHECK_CONSTRAINT", "FOREIGN_KEY_CONSTRAINT", "PRIMARY_KEY_CONSTRAINT"),
        "UNIQUE_CONSTRAINT",
    },
    # Not USING_INDEX_NAME: PostgreSQL reads all rows if a column of the index may be null.
    ("ALTER_TABLE", "ADD_CONSTRAINT", "PRIMARY_KEY_CONSTRAINT"): {
        *("CONSTRAINT_NAME_CLAUSE", "INDEX_PARAMETERS"),
    },
    ("ALTER_TABLE", "ALTER_COLUMN"): {
        *("COLUMN_NAME_REF", "SET_DEFAULT", "DROP_DEFAULT", "SET_NOT_NULL", "DROP_NOT_NULL"),
        *("SET_TYPE", "SET_STATISTICS"),
    },
    ("ALTER_INDEX",): {"INDEX_REF", "IF_EXISTS", "INDEX_RENAME_TO", "SET_OPTIONS"},
}
# PostgreSQL checks the rows if a new column's type is a domain, and writes them if its default is
# not the same for all of them.
TYPE = (
    r"(?:bigint|boolean|bytea|date|float|inet|integer|int|jsonb?|numeric|real|smallint|text"
    r"|timestamptz|uuid|varchar)(?: ?\([\d, ]+\))?(?: ?\[\])*"
)
CONSTANT = r"(?:\d+(?:\.\d+)?|'(?:[^'\\]|'')*'|true|false|now\(\)|current_timestamp)"
TEXTS: dict[tuple[str, ...], str] = {
    ("ALTER_TABLE", "ADD_COLUMN", "PATH_TYPE"): TYPE,
    ("ALTER_TABLE", "ADD_COLUMN", "ARRAY_TYPE"): TYPE,
    ("ALTER_TABLE", "ADD_COLUMN", "DEFAULT_CONSTRAINT"): f"default {CONSTANT}(?:::{TYPE})?",
}
# An autocommit block has no lock_timeout.
OUTSIDE_A_TRANSACTION = {"CREATE_INDEX", "DROP_INDEX"}
UNKNOWN = "it may lock a table for long, change many rows or remove something"
# A line of squawk's syntax tree; that of a token has its text at the end.
NODE = re.compile(r"^((?:  )+)([A-Z_]+)@(\d+)\.\.(\d+)$", re.MULTILINE)


class Node(NamedTuple):
    """A statement or a part of one, with its place in the source."""

    depth: int
    kind: str
    start: int
    end: int


def problems(sql: str) -> dict[tuple[str, str], str]:
    """Return (rule or part, statement) -> what to do instead, for all that is not accepted."""
    # A comment would silence squawk; exceptions are named in the test.
    source = re.sub("squawk-ignore", "ignore", sql, flags=re.IGNORECASE).encode()
    nodes = [
        Node(len(indent) // 2 - 1, kind, int(start), int(end))
        for indent, kind, start, end in NODE.findall(_squawk(source, "--debug=parse"))
    ]
    everything = Node(0, "SOURCE_FILE", 0, len(source))
    reported = {}
    for position, rule, advice in [*_broken_rules(source), *_unknown_parts(source, nodes)]:
        statements = (node for node in nodes if node.depth == 0 and position < node.end)
        reported[rule, _text(source, next(statements, everything))] = advice
    return reported


def _broken_rules(source: bytes) -> Iterator[tuple[int, str, str]]:
    rules = (f"--exclude={','.join(EXCLUDED)}", f"--include={','.join(INCLUDED)}")
    options = ("--reporter=json", f"--pg-version={OLDEST_POSTGRESQL}", "--assume-in-transaction")
    lines = source.splitlines(keepends=True)
    for violation in json.loads(_squawk(source, *rules, *options)):
        position = sum(map(len, lines[: violation["line"]])) + violation["column"]
        yield position, violation["rule_name"], violation.get("help") or violation["message"]


def _unknown_parts(source: bytes, nodes: list[Node]) -> Iterator[tuple[int, str, str]]:
    path: tuple[str, ...] = ()
    in_transaction = True
    for node in nodes:
        parent = path[: node.depth]
        path = (*parent, node.kind)
        is_known = node.kind in PARTS.get(parent, {node.kind})
        pattern = TEXTS.get(path, ".*")
        if not (is_known and re.fullmatch(pattern, _text(source, node), re.IGNORECASE)):
            yield node.start, node.kind, UNKNOWN
        match path:
            case ["COMMIT_TRANSACTION" | "BEGIN"]:
                in_transaction = node.kind == "BEGIN"
            case [statement] if not in_transaction and statement not in OUTSIDE_A_TRANSACTION:
                yield node.start, "outside-transaction", "it may wait for a lock without a limit"


def _text(source: bytes, node: Node) -> str:
    return " ".join(source[node.start : node.end].decode().split()).rstrip("; ")


def _squawk(source: bytes, *options: str) -> str:
    command = (str(SQUAWK), *options, "--stdin-filepath=migration.sql")
    done = subprocess.run(command, input=source, capture_output=True, check=False)
    if done.returncode not in {0, 1}:  # 1: a rule is broken
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    return done.stdout.decode()
