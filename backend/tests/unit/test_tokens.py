"""Tokens: derived, not kept; nobody else can make one."""

from uuid import UUID

import pytest

from foyer.accounts.tokens import (
    LinkPurpose,
    link_token,
    new_session_token,
    task_id_of_link_token,
    token_hash,
)
from foyer.settings import Settings

SETTINGS = Settings(secret_key="s" * 40)
TASK = UUID("01a20333-49cf-7182-b9d3-aa9035981d2c")
CONFIRMATION = LinkPurpose.CONFIRMATION


def test_the_same_task_has_the_same_link() -> None:
    assert link_token(CONFIRMATION, TASK, SETTINGS) == link_token(CONFIRMATION, TASK, SETTINGS)
    assert (
        task_id_of_link_token(CONFIRMATION, link_token(CONFIRMATION, TASK, SETTINGS), SETTINGS)
        == TASK
    )


def test_another_secret_makes_other_links() -> None:
    assert (
        task_id_of_link_token(
            CONFIRMATION, link_token(CONFIRMATION, TASK, SETTINGS), Settings(secret_key="t" * 40)
        )
        is None
    )


@pytest.mark.parametrize("purpose", set(LinkPurpose) - {CONFIRMATION})
def test_a_link_serves_one_purpose(purpose: LinkPurpose) -> None:
    token = link_token(CONFIRMATION, TASK, SETTINGS)
    assert task_id_of_link_token(purpose, token, SETTINGS) is None
    other = link_token(purpose, TASK, SETTINGS)
    assert task_id_of_link_token(CONFIRMATION, other, SETTINGS) is None
    assert task_id_of_link_token(purpose, other, SETTINGS) == TASK


@pytest.mark.parametrize("token", ["", "x", "é" * 64, "A" * 64, "A" * 65, "====", "A" * 10_000])
def test_other_text_is_no_token(token: str) -> None:
    assert task_id_of_link_token(CONFIRMATION, token, SETTINGS) is None


def test_one_changed_letter_is_enough() -> None:
    token = link_token(CONFIRMATION, TASK, SETTINGS)
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert task_id_of_link_token(CONFIRMATION, changed, SETTINGS) is None


def test_session_tokens_are_random_and_kept_as_hashes() -> None:
    first, second = new_session_token(), new_session_token()
    assert first != second
    assert len(first) == 43
    assert first.encode() not in token_hash(first)
