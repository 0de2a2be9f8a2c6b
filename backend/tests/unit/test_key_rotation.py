"""Rotation of SECRET_KEY: what an earlier key signed stays valid until that key is removed."""

from uuid import uuid4

import pytest
from fastapi import Response
from pydantic import SecretStr, ValidationError

from foyer.accounts.pseudonym import pseudonym, pseudonyms
from foyer.accounts.sign_up.capability import capabilities_of_request
from foyer.accounts.tokens import LinkPurpose, link_token, task_id_of_link_token
from foyer.api import known_device
from foyer.settings import DEVELOPMENT_SECRET, Settings
from tests.unit.test_settings import settings as production_settings

OLD_KEY, NEW_KEY = SecretStr("o" * 40), SecretStr("n" * 40)
BEFORE = Settings(secret_key=OLD_KEY)
DURING = Settings(secret_key=NEW_KEY, secret_key_fallbacks=(OLD_KEY,))
AFTER = Settings(secret_key=NEW_KEY)
ADDRESS = "ada@example.com"


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_link_of_an_earlier_key_is_valid_until_the_key_is_removed(purpose: LinkPurpose) -> None:
    task_id = uuid4()
    token = link_token(purpose, task_id, BEFORE)
    assert task_id_of_link_token(purpose, token, DURING) == task_id
    assert task_id_of_link_token(purpose, token, AFTER) is None


def test_new_links_are_signed_with_the_new_key_only() -> None:
    token = link_token(LinkPurpose.CONFIRMATION, uuid4(), DURING)
    assert task_id_of_link_token(LinkPurpose.CONFIRMATION, token, AFTER)
    assert task_id_of_link_token(LinkPurpose.CONFIRMATION, token, BEFORE) is None


def test_a_fallback_lets_processes_accept_a_key_before_it_signs() -> None:
    first_step = Settings(secret_key=OLD_KEY, secret_key_fallbacks=(NEW_KEY,))
    token = link_token(LinkPurpose.CONFIRMATION, uuid4(), DURING)
    assert task_id_of_link_token(LinkPurpose.CONFIRMATION, token, first_step)


def test_device_cookie_of_an_earlier_key_is_valid_for_its_account() -> None:
    response = Response()
    known_device.set_device_cookie(response, BEFORE, email=ADDRESS)
    cookie = response.headers["set-cookie"].split("=", 1)[1].split(";")[0].strip('"')
    device_id = known_device.device_id_of(cookie, ADDRESS, BEFORE)
    assert device_id
    assert known_device.device_id_of(cookie, ADDRESS, DURING) == device_id
    assert known_device.device_id_of(cookie, "eve@example.com", DURING) is None
    assert known_device.device_id_of(cookie, ADDRESS, AFTER) is None


def test_pseudonyms_include_those_of_earlier_keys() -> None:
    assert pseudonyms(ADDRESS, DURING) == (pseudonym(ADDRESS, AFTER), pseudonym(ADDRESS, BEFORE))


def test_capabilities_of_a_request_include_those_of_earlier_keys() -> None:
    key = uuid4().hex
    before, after = (capabilities_of_request(key, settings) for settings in (BEFORE, AFTER))
    assert capabilities_of_request(key, DURING) == after + before


@pytest.mark.parametrize("fallback", [DEVELOPMENT_SECRET, "short", "ab" * 20])
def test_production_refuses_an_unsafe_fallback_key(fallback: str) -> None:
    with pytest.raises(ValidationError, match="SECRET_KEY_FALLBACKS"):
        production_settings(secret_key_fallbacks=[fallback])
