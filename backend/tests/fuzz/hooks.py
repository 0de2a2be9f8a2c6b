"""What schemathesis needs to know of Foyer: how to be logged in, and ids that exist.

Loaded by schemathesis's own process, which has the stack's environment.
"""

import itertools
import json
import os
from typing import Any
from uuid import UUID

import schemathesis

from foyer.accounts.tokens import new_session_token, token_hash
from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.models import UserSession
from foyer.settings import get_settings

ADMIN = UUID(os.environ["FUZZ_ADMIN"])
USER = UUID(os.environ["FUZZ_USER"])
KNOWN_IDS: dict[str, list[str]] = json.loads(os.environ["FUZZ_IDS"])

# These end sessions: each of their cases has one of its own, of somebody else than the others.
ENDING = {"change_password", "delete_me", "end_session", "log_out", "log_out_everywhere"}

_turn = itertools.count()


def log_in(user_id: UUID) -> str:
    """As POST /sessions, without the password's forty milliseconds."""
    token = new_session_token()
    with transaction() as session:
        session.add(
            UserSession(
                token_hash=token_hash(token),
                user_id=user_id,
                expires_at=utc_now() + get_settings().session_lifetime,
            )
        )
    return token


ADMINS_TOKEN = log_in(ADMIN)


@schemathesis.auth(refresh_interval=None)
class Cookie:
    """A session for each case; its lack is schemathesis's to try."""

    def get(self, case: schemathesis.Case[Any], _context: schemathesis.AuthContext) -> str:
        operation_id = case.operation.definition.raw["operationId"]
        return log_in(USER) if operation_id in ENDING else ADMINS_TOKEN

    def set(
        self, case: schemathesis.Case[Any], data: str, _context: schemathesis.AuthContext
    ) -> None:
        case.cookies = {**(case.cookies or {}), "foyer_session": data}


@schemathesis.hook
def map_path_parameters(
    context: schemathesis.HookContext,  # noqa: ARG001 - schemathesis calls it by name
    path_parameters: dict[str, Any] | None,
) -> dict[str, Any] | None:
    """Every other id is one that exists."""
    turn = next(_turn)
    if not path_parameters or turn % 2:
        return path_parameters
    return {
        name: KNOWN_IDS[name][turn // 2 % len(KNOWN_IDS[name])] if _is_id(value) else value
        for name, value in path_parameters.items()
    }


def _is_id(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
