"""A storage in a bucket of an S3-compatible store.

Each file is written by one PUT request, which the store completes or drops as a whole. So there are
no half files, and no parts of uploads that somebody must delete.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, BinaryIO
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import S3Store

from foyer.object_storage.errors import StorageError, StorageFullError, StorageUnreachableError
from foyer.object_storage.interface import ObjectStorage, StoredFile
from foyer.urls.storage import StorageUrl

if TYPE_CHECKING:
    from obstore.store import S3Config

log = structlog.stdlib.get_logger(__name__)

_CONNECT_TIMEOUT = timedelta(seconds=2)
_CHECK_TIMEOUT = timedelta(seconds=2)
_MAX_RETRIES = 3
_BLOCK = 1024 * 1024  # bytes read at once
_LIFETIME = timedelta(minutes=1)  # of a signed request
_ABSENT = "absent"  # a key that no file has

# The parts that all answers of stores have: a code in XML, or at least a status.
_CODE = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"status code: (\d{3})")
_FULL = {"507", "XMinioStorageFull", "QuotaExceeded", "InsufficientStorage"}
_NO_BUCKET = "NoSuchBucket"
_UNTRUSTED = ("InvalidCertificate(", "CERTIFICATE_VERIFY_FAILED")  # of obstore, of Python
# Answers to the creation of a bucket that may exist: the right to create it may be checked first.
_MAY_EXIST = {HTTPStatus.CONFLICT, HTTPStatus.FORBIDDEN}

# Amazon wants the region in the body, and refuses the name of this one there.
_REGION_WITHOUT_NAME = "us-east-1"
_IN_REGION = (
    '<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    "<LocationConstraint>{}</LocationConstraint></CreateBucketConfiguration>"
)


class S3Storage(ObjectStorage):
    """Objects of a bucket. A process that used one must not fork: it has threads."""

    def __init__(self, url: StorageUrl, timeout: timedelta) -> None:
        """`timeout`: of one request. With its retries, a call takes twice as long at most."""
        self._url = url
        self._store = _store(url, timeout, _MAX_RETRIES)

    def put(self, key: str, file: BinaryIO, content_type: str) -> None:
        content = file.read()
        with _faults_as_storage_errors():
            obstore.put(
                self._store,
                key,
                content,
                attributes={"Content-Type": content_type},
                use_multipart=False,
            )

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        with tempfile.TemporaryFile() as file:
            self._download(key, file)
            file.seek(0)
            yield file

    def delete(self, keys: Iterable[str]) -> None:
        if paths := list(keys):
            with _faults_as_storage_errors():
                obstore.delete(self._store, paths)

    def list(
        self, prefix: str, *, after: str = "", incomplete: bool = False
    ) -> Iterator[StoredFile]:
        del incomplete  # there is none
        pages = obstore.list(self._store, prefix, offset=after or None)
        while True:
            with _faults_as_storage_errors():
                page = next(pages, None)
            if page is None:
                return
            for entry in page:
                yield StoredFile(entry["path"], entry["last_modified"])

    async def find_problem(self) -> str | None:
        try:
            await obstore.get_async(self._impatient_store, _ABSENT)
        except FileNotFoundError as error:
            return _NO_BUCKET if _reason(error) == _NO_BUCKET else None
        except BaseError as error:
            return _reason(error)
        return None

    def create_bucket(self) -> None:
        """Create the bucket if it does not exist. An existing one needs no right to create it.

        Raises:
            StorageUnreachableError: the store does not answer, or refuses us, for example because
                another account has a bucket of this name.
        """
        # The signature in a URL holds for any body.
        url = obstore.sign(self._store, "PUT", "/", _LIFETIME)
        request = Request(  # noqa: S310 - parse_url allows http and https only
            url, self._location(), {"Content-Type": "application/xml"}, method="PUT"
        )
        try:
            with urlopen(request, timeout=_LIFETIME.total_seconds()):  # noqa: S310
                pass
        except HTTPError as error:
            reason = _refusal(error)
            if error.code not in _MAY_EXIST:
                raise _storage_error(reason) from None
            log.info("bucket_not_created", status=error.code, reason=reason)
            next(self.list(_ABSENT), None)  # this fails if it does not exist, or is not ours
        except OSError as error:
            raise _storage_error(_reason(error)) from None

    def _location(self) -> bytes | None:
        """Return the body that creates a bucket in its region; other stores have one region."""
        if self._url.endpoint or self._url.region == _REGION_WITHOUT_NAME:
            return None
        return _IN_REGION.format(self._url.region).encode()

    def _download(self, key: str, file: BinaryIO) -> None:
        try:
            file.writelines(obstore.get(self._store, key).stream(_BLOCK))
        except FileNotFoundError as error:
            if _reason(error) == _NO_BUCKET:
                raise _storage_error(_NO_BUCKET) from None
            raise FileNotFoundError(key) from None
        except BaseError as error:
            raise _storage_error(_reason(error)) from None
        except OSError as error:  # the disk of the temporary file is full
            raise StorageFullError from error

    @cached_property
    def _impatient_store(self) -> S3Store:
        return _store(self._url, _CHECK_TIMEOUT, retries=0)


def _store(url: StorageUrl, timeout: timedelta, retries: int) -> S3Store:
    config: S3Config = {"region": url.region}
    if url.access_key:
        config |= {"access_key_id": url.access_key, "secret_access_key": url.secret_key}
    if url.endpoint:
        config["endpoint"] = url.endpoint
    return S3Store(
        url.bucket,
        config=config,
        client_options={
            "allow_http": url.endpoint.startswith("http://"),
            "connect_timeout": _CONNECT_TIMEOUT,
            "timeout": timeout,
        },
        retry_config={"max_retries": retries, "retry_timeout": timeout},
    )


@contextmanager
def _faults_as_storage_errors() -> Iterator[None]:
    try:
        yield
    except (BaseError, FileNotFoundError) as error:  # not found: the bucket
        raise _storage_error(_reason(error)) from None


def _storage_error(reason: str) -> StorageError:
    """Log the reason; return the error without the store's answer, which may have an access key."""
    log.error("storage_fault", reason=reason)
    return StorageFullError() if reason in _FULL else StorageUnreachableError()


def _refusal(error: HTTPError) -> str:
    """Return the store's code, or the status of an answer without one."""
    with error, suppress(OSError, HTTPException):  # the answer breaks off
        if match := _CODE.search(error.read().decode(errors="replace")):
            return match[1]
    return str(error.code)


def _reason(error: Exception) -> str:
    text = str(error)
    if match := _CODE.search(text) or _STATUS.search(text):
        return match[1]
    if "timed out" in text or "Timeout" in text:
        return "no answer"
    if any(code in text for code in _UNTRUSTED):
        return "certificate not trusted"
    return "no connection" if "error sending request" in text else type(error).__name__
