"""Mails that strangers cause: an inbox is not flooded, and its owner is not locked out by one."""

from uuid import uuid4

import httpx

from local.stack import Stack
from testkit.person import Person
from tests.security.clients import INBOX, SIGN_UPS, Client, Somebody, statuses


def test_a_stranger_with_my_address_does_not_keep_me_from_signing_up(somebody: Somebody) -> None:
    email, stranger = f"{uuid4().hex}@example.com", somebody()
    tries = statuses(lambda: stranger.sign_up(email), SIGN_UPS)
    assert tries == [202] * 5 + [429] * (SIGN_UPS - 5)
    assert somebody().sign_up(email).status_code == httpx.codes.ACCEPTED


def test_an_inbox_is_not_flooded_from_everywhere(strict: Stack, somebody: Somebody) -> None:
    with Person(strict) as flooded:
        flooded.http.headers["X-Forwarded-For"] = somebody().address
        strict.worker.pause()
        try:
            flooded.sign_up(b"").raise_for_status()
            on_its_way = [_resend(somebody(), flooded.sign_up_id) for _ in range(3)]
        finally:
            strict.worker.resume()
        assert len({answer.json()["id"] for answer in on_its_way}) == 1  # one mail, counted once

        asked = [somebody().sign_up(flooded.email) for _ in range(INBOX - 4)]
        assert {answer.status_code for answer in asked} == {202}
        flooded.sign_up_id = asked[0].json()["id"]
        for _ in range(3):
            flooded.wait_for("SUCCESS")
            assert _resend(somebody(), flooded.sign_up_id).status_code == 202
        flooded.wait_for("SUCCESS")

        inbox = {"email": flooded.email}
        other = somebody().sign_up().json()["id"]
        refused = (
            _resend(somebody(), flooded.sign_up_id),
            somebody().sign_up(flooded.email),
            somebody().http.patch(f"/sign-ups/{other}", json=inbox),
        )
        assert [answer.status_code for answer in refused] == [429] * 3
        assert len(flooded.mails("Confirm your address for Foyer", count=INBOX)) == INBOX
        # Its owner gets a new password all the same, whoever filled it.
        asked = [somebody().http.post("/password-resets", json=inbox) for _ in range(6)]
        assert [answer.status_code for answer in asked] == [202] * 5 + [429]


def test_one_client_alone_does_not_fill_an_inbox(strict: Stack, somebody: Somebody) -> None:
    with Person(strict) as person:
        person.http.headers["X-Forwarded-For"] = somebody().address
        for turn in range(4):
            person.sign_up(b"").raise_for_status()
            person.wait_for("SUCCESS")
            resent = _resend(person, person.sign_up_id)
            assert resent.status_code == 202, turn
        person.wait_for("SUCCESS")
        change = {"email": person.email}
        path = f"/sign-ups/{person.sign_up_id}"
        again = statuses(lambda: person.http.patch(path, json=change), 2)
        assert again == [202, 429]
        assert somebody().sign_up(person.email).status_code == httpx.codes.ACCEPTED


def test_typing_errors_do_not_use_up_the_mails_of_a_new_address(
    strict: Stack, somebody: Somebody
) -> None:
    with Person(strict) as person:
        person.http.headers["X-Forwarded-For"] = somebody().address
        person.join()
        new = {"email": f"{uuid4().hex}@example.com"}

        def change(password: str) -> httpx.Response:
            return person.http.put("/me/email", json=new | {"password": password})

        assert statuses(lambda: change("a typing error"), 6) == [403] * 6
        assert change(person.password).status_code == httpx.codes.ACCEPTED


def test_asking_where_nothing_is_mailed_fills_no_inbox(somebody: Somebody) -> None:
    email = f"{uuid4().hex}@example.com"

    def to_an_unknown_sign_up() -> httpx.Response:
        return somebody().http.patch(f"/sign-ups/{uuid4()}", json={"email": email})

    assert statuses(to_an_unknown_sign_up, INBOX + 1) == [404] * (INBOX + 1)
    assert somebody().sign_up(email).status_code == httpx.codes.ACCEPTED


def _resend(who: Client | Person, sign_up_id: str) -> httpx.Response:
    return who.http.post(f"/sign-ups/{sign_up_id}/resend")
