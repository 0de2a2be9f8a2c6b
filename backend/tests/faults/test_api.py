"""Faults of the API: it is killed between its commit and the publish."""

import os

import httpx

from local.stack import Stack
from testkit.person import Person

REPEATS = int(os.environ.get("KILLS", "3"))  # `make chaos` asks for 50


def test_tasks_run_after_the_api_was_killed_between_commit_and_publish(stack: Stack) -> None:
    """A frozen broker delays the publish, so the API is killed after its commit and before it."""
    persons = []
    for _ in range(REPEATS):
        person = Person(stack)
        persons.append(person)
        stack.broker.pause()
        try:
            assert person.sign_up(b"").status_code == httpx.codes.ACCEPTED
            stack.api.kill()
        finally:
            stack.broker.resume()
        stack.api.start()
    for person in persons:
        with person:
            person.wait_for("SUCCESS")
            assert person.task("send_confirmation_email")["attempts"] == 1
