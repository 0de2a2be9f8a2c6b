"""Faults of an object store: each call ends in time with the right error."""

import asyncio
import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from foyer.object_storage.errors import StorageError, StorageFullError, StorageUnreachableError
from foyer.object_storage.interface import ObjectStorage
from foyer.object_storage.s3 import S3Storage
from foyer.urls.storage import StorageUrl
from testkit.faulty_store import Fault, faulty_store
from testkit.seaweedfs import SeaweedFS

TIMEOUT = timedelta(seconds=2)
# A call may begin its last request when the timeout of all retries is nearly over.
BOUND = 2 * TIMEOUT.total_seconds()
MARGIN = 20.0  # seconds: a loaded machine is slow
UNAVAILABLE = Fault(503, "SlowDown")
SLOW = Fault(200, "", delay=60)
NO_BUCKET = Fault(404, "NoSuchBucket")


def put(storage: ObjectStorage) -> None:
    storage.put("originals/photo", io.BytesIO(b"bytes"), "image/jpeg")


def read(storage: ObjectStorage) -> None:
    with storage.open("originals/photo") as file:
        file.read()


def delete(storage: ObjectStorage) -> None:
    storage.delete(["originals/photo"])


def list_files(storage: ObjectStorage) -> None:
    list(storage.list("originals/"))


CALLS = pytest.mark.parametrize("call", [put, read, delete, list_files])


def at(endpoint: str) -> S3Storage:
    return S3Storage(StorageUrl.parse(f"s3://key:secret@foyer?endpoint={endpoint}"), TIMEOUT)


@contextmanager
def raises_in_time(error: type[StorageError]) -> Iterator[None]:
    began = time.monotonic()
    with pytest.raises(error) as raised:
        yield
    assert time.monotonic() - began < BOUND + MARGIN
    assert raised.value.__cause__ is None  # the store's answer may have an access key


@CALLS
def test_store_that_answers_503_is_asked_again_and_then_unreachable(
    call: Callable[[ObjectStorage], None],
) -> None:
    with faulty_store(UNAVAILABLE) as store, raises_in_time(StorageUnreachableError):
        call(at(store.endpoint))
    assert store.requests > 1


@CALLS
def test_store_that_accepts_connections_and_never_answers_is_unreachable(
    call: Callable[[ObjectStorage], None],
) -> None:
    with faulty_store(SLOW) as store, raises_in_time(StorageUnreachableError):
        call(at(store.endpoint))


def test_store_without_room_is_full() -> None:
    with faulty_store(Fault(507, "XMinioStorageFull")) as store, raises_in_time(StorageFullError):
        put(at(store.endpoint))


@CALLS
def test_wrong_credentials_are_unreachable_and_the_log_has_the_reason(
    call: Callable[[ObjectStorage], None], seaweedfs: SeaweedFS
) -> None:
    storage = S3Storage(StorageUrl.parse(seaweedfs.url_for(secret_key="wrong")), TIMEOUT)
    with capture_logs() as logged, raises_in_time(StorageUnreachableError):
        call(storage)
    assert {entry["reason"] for entry in logged} == {"SignatureDoesNotMatch"}


@CALLS
def test_absent_bucket_is_unreachable(call: Callable[[ObjectStorage], None]) -> None:
    with faulty_store(NO_BUCKET) as store, raises_in_time(StorageUnreachableError):
        call(at(store.endpoint))


LOCATION = (
    '<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    "<LocationConstraint>eu-north-1</LocationConstraint></CreateBucketConfiguration>"
)


@pytest.mark.parametrize(
    ("query", "body"),
    [
        pytest.param("?region=eu-north-1", LOCATION, id="region of Amazon"),
        pytest.param("", "", id="us-east-1"),
        pytest.param("?endpoint={}&region=eu-north-1", "", id="another store"),
    ],
)
def test_bucket_is_created_in_its_region(
    monkeypatch: pytest.MonkeyPatch, query: str, body: str
) -> None:
    with faulty_store(Fault(200, "")) as store:
        monkeypatch.setenv("AWS_ENDPOINT_URL", store.endpoint)  # in the place of Amazon's
        url = StorageUrl.parse(f"s3://key:secret@foyer{query.format(store.endpoint)}")
        S3Storage(url, TIMEOUT).create_bucket()
    assert store.requests == 1
    assert store.body.decode() == body


@pytest.mark.parametrize(
    ("refusal", "reasons"),
    [
        (Fault(400, "IllegalLocationConstraintException"), ["IllegalLocationConstraintException"]),
        (Fault(502, ""), ["502"]),
        (Fault(409, "BucketAlreadyExists"), ["BucketAlreadyExists", "BucketAlreadyExists"]),
    ],
)
def test_refused_bucket_is_unreachable_and_the_log_has_the_reasons(
    refusal: Fault, reasons: list[str]
) -> None:
    """After a conflict or without the right to create it, the bucket is listed."""
    with (
        faulty_store(refusal) as store,
        capture_logs() as logged,
        raises_in_time(StorageUnreachableError),
    ):
        at(store.endpoint).create_bucket()
    assert [entry["reason"] for entry in logged] == reasons


def test_existing_bucket_of_this_account_is_used(seaweedfs: SeaweedFS) -> None:
    S3Storage(StorageUrl.parse(seaweedfs.url_for()), TIMEOUT).create_bucket()


def test_existing_bucket_needs_no_right_to_create_it(seaweedfs: SeaweedFS) -> None:
    def create(bucket: str) -> None:
        url = f"s3://user:password@{bucket}?endpoint={seaweedfs.endpoint}"
        S3Storage(StorageUrl.parse(url), TIMEOUT).create_bucket()

    with capture_logs() as logged:
        create("foyer")
    assert [(entry["event"], entry["status"]) for entry in logged] == [("bucket_not_created", 403)]
    with raises_in_time(StorageUnreachableError):
        create("absent")


def test_health_names_the_problem_of_a_store(seaweedfs: SeaweedFS) -> None:
    def problem(url: str) -> str | None:
        return asyncio.run(S3Storage(StorageUrl.parse(url), TIMEOUT).find_problem())

    assert problem(seaweedfs.url_for()) is None
    assert problem(seaweedfs.url_for(secret_key="wrong")) == "SignatureDoesNotMatch"
    assert problem(seaweedfs.url_for(endpoint="http://127.0.0.1:1")) == "no connection"
    with faulty_store(NO_BUCKET) as store:
        assert problem(seaweedfs.url_for(endpoint=store.endpoint)) == "NoSuchBucket"
    with faulty_store(UNAVAILABLE) as store:
        assert problem(seaweedfs.url_for(endpoint=store.endpoint)) == "SlowDown"
    with faulty_store(SLOW) as store:
        assert problem(seaweedfs.url_for(endpoint=store.endpoint)) == "no answer"
