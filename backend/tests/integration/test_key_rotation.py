"""Rotation of SECRET_KEY on a running product: sessions, links and repeated requests survive."""

import json
from pathlib import Path
from uuid import uuid4

import httpx

from local.stack import Stack
from testkit.long_polls import another_api
from testkit.person import Person


def test_key_rotation_keeps_sessions_links_and_repeated_requests(
    stack: Stack, person: Person, tmp_path: Path
) -> None:
    newcomer = Person(stack)
    person.others.append(newcomer)
    headers = {"Idempotency-Key": uuid4().hex}
    form = {"email": newcomer.email, "password": newcomer.password, "display_name": "Ada"}
    first = newcomer.http.post("/sign-ups", data=form, headers=headers).raise_for_status()
    newcomer.sign_up_id = first.json()["id"]
    token = newcomer.link_token()
    person.join()

    settings = {
        "SECRET_KEY": "another key for tests, 32 characters",
        "SECRET_KEY_FALLBACKS": json.dumps([stack.env["SECRET_KEY"]]),
    }
    with another_api(stack, tmp_path, **settings) as api:
        for client in (person.http, newcomer.http):
            client.base_url = httpx.URL(f"{api.url}/api")
        assert person.is_logged_in()
        repeated = newcomer.http.post("/sign-ups", data=form, headers=headers)
        assert repeated.json()["id"] == newcomer.sign_up_id
        newcomer.confirm(token).raise_for_status()
        newcomer.log_in().raise_for_status()
