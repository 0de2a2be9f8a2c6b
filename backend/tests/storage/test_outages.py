"""The product while its object store is stopped or frozen."""

import time

import httpx

from local.stack import Stack
from testkit import photos
from testkit.person import Person
from testkit.seaweedfs import SeaweedFS
from testkit.wait import wait_until

PHOTO = photos.camera_photo(1)
BOUND = 60.0  # seconds: four times STORAGE_TIMEOUT, and a margin for a loaded machine


def assert_refused_in_time(person: Person) -> None:
    began = time.monotonic()
    refused = person.sign_up(PHOTO)
    assert time.monotonic() - began < BOUND
    assert refused.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert refused.headers["retry-after"] == "5"
    assert refused.json()["code"] == "storage_unreachable"


def reason_of_retry(person: Person) -> str | None:
    task = person.task("resize_thumbnail")
    return str(task["error"]["code"]) if task["state"] == "RETRY" else None


def test_stopped_store_refuses_uploads_and_thumbnails_wait_for_its_return(
    stack: Stack, seaweedfs: SeaweedFS, person: Person, visitor: httpx.Client
) -> None:
    person.sign_up(PHOTO).raise_for_status()
    shown = person.wait_for("SUCCESS")["thumbnails"]["64"]
    thumbnail = visitor.get(shown).raise_for_status().content
    with Person(stack) as waiting, Person(stack) as other:
        stack.worker.pause()
        try:
            waiting.sign_up(PHOTO).raise_for_status()
            seaweedfs.stop()
        finally:
            stack.worker.resume()
        try:
            assert_refused_in_time(other)
            assert other.sign_up(b"").status_code == httpx.codes.ACCEPTED
            health = other.http.get("/health/ready")
            assert health.status_code == httpx.codes.OK
            assert health.json()["checks"]["storage"] == "no connection"
            assert visitor.get(shown).content == thumbnail
            reason = wait_until(lambda: reason_of_retry(waiting), what="the task to be retried")
            assert reason == "storage_unreachable"
        finally:
            seaweedfs.start()
        waiting.wait_for("SUCCESS")


def test_frozen_store_refuses_uploads_in_time_and_delays_nothing_else(
    stack: Stack, seaweedfs: SeaweedFS, person: Person
) -> None:
    with Person(stack) as member:
        member.join()
        seaweedfs.pause()
        try:
            assert_refused_in_time(person)
            assert member.http.get("/me").status_code == httpx.codes.OK
            checks = member.http.get("/health/ready").json()["checks"]
            assert checks["storage"] == "no answer"
        finally:
            seaweedfs.resume()
    wait_until(lambda: person.sign_up(PHOTO).is_success, what="the store to answer again")
    person.wait_for("SUCCESS")
