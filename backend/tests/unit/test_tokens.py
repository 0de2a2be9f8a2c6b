"""Tokens in links and cookies."""

from uuid import UUID

import pytest
from pydantic import SecretStr

from foyer.accounts.tokens import (
    LinkPurpose,
    link_token,
    new_session_token,
    task_id_of_link_token,
    token_hash,
)
from foyer.settings import Settings

SETTINGS = Settings(secret_key=SecretStr("s" * 40))
TASK = UUID("01a20333-49cf-7182-b9d3-aa9035981d2c")
CONFIRMATION = LinkPurpose.CONFIRMATION


def test_token_of_a_task_is_always_the_same() -> None:
    assert link_token(CONFIRMATION, TASK, SETTINGS) == link_token(CONFIRMATION, TASK, SETTINGS)
    assert (
        task_id_of_link_token(CONFIRMATION, link_token(CONFIRMATION, TASK, SETTINGS), SETTINGS)
        == TASK
    )


def test_token_is_invalid_with_another_secret() -> None:
    assert (
        task_id_of_link_token(
            CONFIRMATION,
            link_token(CONFIRMATION, TASK, SETTINGS),
            Settings(secret_key=SecretStr("t" * 40)),
        )
        is None
    )


@pytest.mark.parametrize("purpose", set(LinkPurpose) - {CONFIRMATION})
def test_token_is_valid_for_one_purpose(purpose: LinkPurpose) -> None:
    token = link_token(CONFIRMATION, TASK, SETTINGS)
    assert task_id_of_link_token(purpose, token, SETTINGS) is None
    other = link_token(purpose, TASK, SETTINGS)
    assert task_id_of_link_token(CONFIRMATION, other, SETTINGS) is None
    assert task_id_of_link_token(purpose, other, SETTINGS) == TASK


@pytest.mark.parametrize("token", ["", "x", "é" * 64, "A" * 64, "A" * 65, "====", "A" * 10_000])
def test_other_text_is_not_a_token(token: str) -> None:
    assert task_id_of_link_token(CONFIRMATION, token, SETTINGS) is None


def test_token_with_one_changed_letter_is_invalid() -> None:
    token = link_token(CONFIRMATION, TASK, SETTINGS)
    for index in range(len(token)):
        changed = token[:index] + ("A" if token[index] != "A" else "B") + token[index + 1 :]
        assert task_id_of_link_token(CONFIRMATION, changed, SETTINGS) is None


def test_session_token_is_random_and_its_stored_form_is_a_hash() -> None:
    first, second = new_session_token(), new_session_token()
    assert first != second
    assert len(first) == 43
    assert first.encode() not in token_hash(first)
