"""Fair shares of the workers: pictures of one client do not delay those of others for long."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from local.stack import Stack
from testkit.person import Person
from testkit.photos import phone_photo
from tests.security.clients import SHARE, NewClient


@pytest.fixture
def people(strict: Stack) -> Iterator[list[Person]]:
    with ExitStack() as opened:
        yield [opened.enter_context(Person(strict)) for _ in range(3 * SHARE + 1)]


def test_many_pictures_of_one_client_wait_behind_a_picture_of_another(
    strict: Stack, new_client: NewClient, people: list[Person]
) -> None:
    """Each sign-up is another subject, so turns of the subjects alone change nothing."""
    *busy, other = people
    addresses = [new_client().address] * len(busy) + [new_client().address]
    picture = phone_photo(120, 160)
    strict.worker.pause()
    try:
        for person, address in zip(people, addresses, strict=True):
            person.http.headers.update(strict.as_proxy(address))
            person.sign_up(picture).raise_for_status()
    finally:
        strict.worker.resume()
    for person in people:
        person.wait_for("SUCCESS")

    start = other.task("resize_thumbnail")["started_at"]
    earlier = [person for person in busy if person.task("resize_thumbnail")["started_at"] < start]
    assert len(earlier) <= SHARE + 2  # two processes start their tasks at the same time
