"""The URL of the object store: understood everywhere or refused with a sentence."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foyer.urls.parsing import UrlError
from foyer.urls.storage import StorageUrl

PRINTABLE = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")), min_size=1, max_size=30
)


@given(PRINTABLE, PRINTABLE)
def test_every_encoded_key_reaches_the_store(access_key: str, secret_key: str) -> None:
    keys = f"{quote(access_key, safe='')}:{quote(secret_key, safe='')}"
    url = StorageUrl.parse(f"s3://{keys}@pictures?endpoint=https://store.example:9000&region=eu-1")
    assert (url.access_key, url.secret_key) == (access_key, secret_key)
    assert (url.bucket, url.region) == ("pictures", "eu-1")
    assert url.endpoint == "https://store.example:9000"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("s3://pictures?endpoint=http://127.0.0.1:8333", "http://127.0.0.1:8333/pictures"),
        ("s3://pictures?endpoint=HTTP://[::1]:8333/", "http://[::1]:8333/pictures"),
        ("s3://pictures?region=eu-north-1", "https://pictures.s3.eu-north-1.amazonaws.com"),
    ],
)
def test_a_bucket_has_the_address_that_nginx_reads(url: str, address: str) -> None:
    assert StorageUrl.parse(url).address == address


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("s3://", "the name of a bucket"),
        ("s3://My_Bucket", "the name of a bucket"),
        ("s3://bucket:9000", "the name of a bucket"),
        ("s3://bucket/folder", "no path after the bucket"),
        ("s3://key@bucket", "needs a secret key"),
        ("s3://bucket?region=Europe!", "the region"),
        ("s3://bucket?endpoint=store:9000", "in the endpoint it must begin with"),
        ("s3://bucket?endpoint=ftp://store", "in the endpoint it must begin with"),
        ("s3://bucket?endpoint=https://store/bucket", "scheme, host and port only"),
        ("s3://bucket?endpoint=https://store:port", "in the endpoint the port"),
        ("s3://bucket?acl=public", "unknown parameter"),
        ("https://bucket.s3.amazonaws.com", "it must begin with s3://"),
    ],
)
def test_a_storage_url_that_cannot_work_is_refused(url: str, reason: str) -> None:
    with pytest.raises(UrlError, match=reason):
        StorageUrl.parse(url)


def test_a_parsed_storage_url_never_shows_its_secret_key() -> None:
    url = StorageUrl.parse("s3://key:p4ssw0rd@pictures?region=eu-north-1")
    assert "p4ssw0rd" not in f"{url} {url!r}"
