"""Links in mails: their URLs and their lifetime."""

from datetime import timedelta
from urllib.parse import unquote
from uuid import UUID

import pytest
from pydantic import SecretStr

from foyer.accounts.email.links import format_duration, is_expired, link
from foyer.accounts.tokens import LinkPurpose, link_token, task_id_of_link_token
from foyer.db.base import utc_now
from foyer.models import Language
from foyer.settings import Settings
from foyer.task_engine.models import Task
from foyer.urls.public import PublicUrl

SETTINGS = Settings(
    public_url=PublicUrl.parse("https://foyer.localhost/"), secret_key=SecretStr("s" * 40)
)
TASK = UUID("01a20333-49cf-7182-b9d3-aa9035981d2c")
DAY = timedelta(days=1)


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_token_is_in_the_fragment_of_the_url(purpose: LinkPurpose) -> None:
    before, _, fragment = link(purpose, TASK, SETTINGS).partition("#")
    assert before in {"https://foyer.localhost/confirm", "https://foyer.localhost/reset-password"}
    assert task_id_of_link_token(purpose, fragment.partition("&")[0], SETTINGS) == TASK


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_link_ends_in_a_letter_or_digit_whatever_its_token_ends_in(purpose: LinkPurpose) -> None:
    tasks = [UUID(int=number) for number in range(1000)]
    ends = {link_token(purpose, task, SETTINGS)[-1] for task in tasks}
    assert {"-", "_"} <= ends
    assert all(link(purpose, task, SETTINGS)[-1].isalnum() for task in tasks)


def test_address_follows_the_token_for_password_managers() -> None:
    url = link(LinkPurpose.PASSWORD_RESET, TASK, SETTINGS, email="ada+foyer@bücher.example")
    token, _, email = url.partition("#")[2].partition("&email=")
    assert task_id_of_link_token(LinkPurpose.PASSWORD_RESET, token, SETTINGS) == TASK
    assert email.isascii()
    assert unquote(email) == "ada+foyer@bücher.example"


@pytest.mark.parametrize(
    ("age", "expired"), [(None, False), (timedelta(hours=23), False), (timedelta(hours=25), True)]
)
def test_lifetime_begins_at_the_delivery(age: timedelta | None, expired: bool) -> None:
    now = utc_now()
    task = Task(created_at=now - 2 * DAY, finished_at=None if age is None else now - age)
    assert is_expired(task, DAY) is expired


@pytest.mark.parametrize(
    ("lifetime", "english", "german"),
    [
        (timedelta(hours=24), "24 hours", "24 Stunden"),
        (timedelta(hours=1), "1 hour", "1 Stunde"),
        (timedelta(minutes=30), "30 minutes", "30 Minuten"),
        (timedelta(minutes=1), "1 minute", "1 Minute"),
    ],
)
def test_duration_is_formatted(lifetime: timedelta, english: str, german: str) -> None:
    assert format_duration(lifetime, Language.ENGLISH) == english
    assert format_duration(lifetime, Language.GERMAN) == german
