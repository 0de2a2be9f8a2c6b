"""The product with its pictures in an object store: no folder is shared, nginx reads the bucket."""

import io
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from foyer.object_storage.s3 import S3Storage
from foyer.pictures import cleanup
from foyer.settings import get_settings
from local.http import NO_TLS
from local.stack import Stack
from testkit import photos
from testkit.person import Person
from testkit.seaweedfs import SeaweedFS
from testkit.wait import wait_until
from tests.conftest import connected_to


def test_picture_of_a_sign_up_is_shown_through_nginx(
    stack: Stack, person: Person, visitor: httpx.Client, bucket: S3Storage
) -> None:
    person.sign_up(photos.camera_photo(1)).raise_for_status()
    thumbnails = person.wait_for("SUCCESS")["thumbnails"]
    person.confirm().raise_for_status()
    person.log_in().raise_for_status()

    assert person.http.get("/me").json()["thumbnails"] == thumbnails
    for size, address in thumbnails.items():
        response = visitor.get(address).raise_for_status()
        assert Image.open(io.BytesIO(response.content)).size == (int(size), int(size))
        assert response.headers["content-type"] == "image/webp"
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "sandbox" in response.headers["content-security-policy"]
        assert not [name for name in response.headers if name.startswith(("x-amz", "seaweed"))]
    assert not [path for path in stack.storage.rglob("*") if path.is_file()]
    picture_id = thumbnails["64"].split("/")[2]
    assert [file.key for file in bucket.list("originals/") if picture_id in file.key] == []


def test_visitors_reach_nothing_but_the_thumbnails(
    visitor: httpx.Client, bucket: S3Storage, seaweedfs: SeaweedFS
) -> None:
    bucket.put("originals/private", io.BytesIO(b"a photo"), "image/jpeg")
    for address in (
        "/media/../originals/private",
        "/media/%2e%2e/originals/private",
        "/media/?list-type=2",
        "/media/x/64.webp/../../originals/private",
    ):
        assert b"a photo" not in visitor.get(address).content
    for method in ("PUT", "POST", "DELETE"):
        answer = visitor.request(method, "/media/x/64.webp", content=b"x")
        assert answer.status_code == httpx.codes.METHOD_NOT_ALLOWED
    without_key = f"{seaweedfs.endpoint}/foyer"
    for path in ("/originals/private", "/?list-type=2", "/?list-type=2&prefix=media/"):
        response = httpx.get(without_key + path, trust_env=False, verify=NO_TLS)
        assert response.status_code == httpx.codes.FORBIDDEN


def test_absent_thumbnail_is_not_found(visitor: httpx.Client) -> None:
    response = visitor.get("/media/absent/64.webp")
    assert response.status_code == httpx.codes.NOT_FOUND
    assert response.headers["cache-control"] == "no-store"


def test_unchanged_thumbnail_is_not_sent_again(visitor: httpx.Client, bucket: S3Storage) -> None:
    bucket.put("media/etag/64.webp", io.BytesIO(b"webp"), "image/webp")
    etag = visitor.get("/media/etag/64.webp").raise_for_status().headers["etag"]
    response = visitor.get("/media/etag/64.webp", headers={"If-None-Match": etag})
    assert response.status_code == httpx.codes.NOT_MODIFIED


def test_files_of_a_deleted_account_leave_the_bucket(person: Person, bucket: S3Storage) -> None:
    person.join(photos.camera_photo(1))
    thumbnails = person.wait_for("SUCCESS")["thumbnails"]
    prefix = thumbnails["64"].removeprefix("/").removesuffix("64.webp")
    assert len(list(bucket.list(prefix))) == 4
    deletion = person.http.request("DELETE", "/me", json={"password": person.password})
    deletion.raise_for_status()
    wait_until(lambda: not list(bucket.list(prefix)), what="the files to go")


def test_clean_up_deletes_objects_without_a_row(
    stack: Stack, person: Person, bucket: S3Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.sign_up(photos.camera_photo(1)).raise_for_status()
    shown = person.wait_for("SUCCESS")["thumbnails"]
    orphans = [f"originals/{uuid4()}", f"media/{uuid4()}/64.webp", "media/odd/64.webp"]
    for key in orphans:
        bucket.put(key, io.BytesIO(b"x"), "image/webp")
    with connected_to(stack):
        assert cleanup.delete_orphaned_files(get_settings(), uuid4()) == 0  # they are young
        monkeypatch.setattr(cleanup, "GRACE", timedelta(minutes=-1))
        assert cleanup.delete_orphaned_files(get_settings(), uuid4()) >= len(orphans)
    keys = {file.key for prefix in ("originals/", "media/") for file in bucket.list(prefix)}
    assert keys.isdisjoint(orphans)
    assert keys >= {address.removeprefix("/") for address in shown.values()}


def test_storage_is_a_check_of_the_readiness(person: Person) -> None:
    def is_ok() -> bool:
        checks = person.http.get("/health/ready").json()["checks"]
        return bool(checks["storage"] == "ok")

    wait_until(is_ok, what="the storage's check")
