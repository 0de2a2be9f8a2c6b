"""Limits of mails: no inbox is flooded, and one client cannot use up the limit of others."""

from uuid import uuid4

import httpx

from local.stack import Stack
from testkit.person import Person
from tests.security.clients import INBOX, SIGN_UPS, Client, NewClient, statuses


def test_sign_ups_of_another_client_do_not_block_the_owner_of_the_address(
    new_client: NewClient,
) -> None:
    email, attacker = f"{uuid4().hex}@example.com", new_client()
    answers = statuses(lambda: attacker.sign_up(email), SIGN_UPS)
    assert answers == [202] * 5 + [429] * (SIGN_UPS - 5)
    assert new_client().sign_up(email).status_code == httpx.codes.ACCEPTED


def test_inbox_is_not_flooded_by_many_clients(strict: Stack, new_client: NewClient) -> None:
    with Person(strict) as flooded:
        flooded.http.headers.update(strict.as_proxy(new_client().address))
        strict.worker.pause()
        try:
            flooded.sign_up(b"").raise_for_status()
            waiting = [_resend(new_client(), flooded.sign_up_id) for _ in range(3)]
        finally:
            strict.worker.resume()
        assert len({answer.json()["id"] for answer in waiting}) == 1  # one mail, counted once

        accepted = [new_client().sign_up(flooded.email) for _ in range(INBOX - 4)]
        assert {answer.status_code for answer in accepted} == {202}
        flooded.sign_up_id = accepted[0].json()["id"]
        for _ in range(3):
            flooded.wait_for("SUCCESS")
            assert _resend(new_client(), flooded.sign_up_id).status_code == 202
        flooded.wait_for("SUCCESS")

        inbox = {"email": flooded.email}
        other = new_client().sign_up().json()["id"]
        refused = (
            _resend(new_client(), flooded.sign_up_id),
            new_client().sign_up(flooded.email),
            new_client().http.patch(f"/sign-ups/{other}", json=inbox),
        )
        assert [answer.status_code for answer in refused] == [429] * 3
        assert len(flooded.mails("Confirm your address for Foyer", count=INBOX)) == INBOX
        # The owner can still reset the password.
        resets = [new_client().http.post("/password-resets", json=inbox) for _ in range(6)]
        assert [answer.status_code for answer in resets] == [202] * 5 + [429]


def test_one_client_cannot_use_up_the_limit_of_an_inbox(
    strict: Stack, new_client: NewClient
) -> None:
    with Person(strict) as person:
        person.http.headers.update(strict.as_proxy(new_client().address))
        for number in range(4):
            person.sign_up(b"").raise_for_status()
            person.wait_for("SUCCESS")
            resent = _resend(person, person.sign_up_id)
            assert resent.status_code == 202, number
        person.wait_for("SUCCESS")
        change = {"email": person.email}
        path = f"/sign-ups/{person.sign_up_id}"
        assert person.http.patch(path, json=change).status_code == httpx.codes.ACCEPTED
        person.wait_for("SUCCESS")  # a mail that still waits would be counted once
        assert person.http.patch(path, json=change).status_code == httpx.codes.TOO_MANY_REQUESTS
        assert new_client().sign_up(person.email).status_code == httpx.codes.ACCEPTED


def test_wrong_passwords_do_not_use_up_the_mails_of_a_new_address(
    strict: Stack, new_client: NewClient
) -> None:
    with Person(strict) as person:
        person.http.headers.update(strict.as_proxy(new_client().address))
        person.join()
        new = {"email": f"{uuid4().hex}@example.com"}

        def change(password: str) -> httpx.Response:
            return person.http.put("/me/email", json=new | {"password": password})

        assert statuses(lambda: change("a typing error"), 6) == [403] * 6
        assert change(person.password).status_code == httpx.codes.ACCEPTED


def test_requests_for_unknown_sign_ups_do_not_use_up_the_limit_of_an_inbox(
    new_client: NewClient,
) -> None:
    email = f"{uuid4().hex}@example.com"

    def to_an_unknown_sign_up() -> httpx.Response:
        return new_client().http.patch(f"/sign-ups/{uuid4()}", json={"email": email})

    assert statuses(to_an_unknown_sign_up, INBOX + 1) == [404] * (INBOX + 1)
    assert new_client().sign_up(email).status_code == httpx.codes.ACCEPTED


def _resend(client: Client | Person, sign_up_id: str) -> httpx.Response:
    return client.http.post(f"/sign-ups/{sign_up_id}/resend")


def test_addresses_with_different_tags_count_as_one_inbox(new_client: NewClient) -> None:
    name, client = uuid4().hex, new_client()
    tags = iter(range(SIGN_UPS))
    answers = statuses(lambda: client.sign_up(f"{name}+{next(tags)}@example.com"), SIGN_UPS)
    assert answers == [202] * 5 + [429] * (SIGN_UPS - 5)
    resets = [
        new_client().http.post("/password-resets", json={"email": f"{name}+{tag}@example.com"})
        for tag in range(6)
    ]
    assert [answer.status_code for answer in resets] == [202] * 5 + [429]
