"""The API: killed between its commit and the publish."""

import os

import httpx

from local.stack import Stack
from testkit.person import Person

REPEATS = int(os.environ.get("KILLS", "3"))  # `make chaos` asks for 50


def test_killed_between_commit_and_publish(stack: Stack) -> None:
    """The frozen broker holds the publish up; the answer, and so the commit, is there before."""
    people = []
    for _ in range(REPEATS):
        person = Person(stack)
        people.append(person)
        stack.broker.pause()
        try:
            assert person.sign_up(b"").status_code == httpx.codes.ACCEPTED
            stack.api.kill()
        finally:
            stack.broker.resume()
        stack.api.start()
    for person in people:
        with person:
            person.wait_for("SUCCESS", seconds=60)
            assert person.task("send_confirmation_email")["attempts"] == 1
