"""Errors of the storage."""

from http import HTTPStatus

from foyer.errors import FoyerError


class StorageError(FoyerError):
    """We cannot keep pictures at the moment. Please try again later."""

    is_passing = True


class StorageFullError(StorageError):
    """There is no room to keep the picture at the moment. Please try again later."""

    code = "storage_unavailable"
    status = HTTPStatus.INSUFFICIENT_STORAGE


class StorageUnreachableError(StorageError):
    """We cannot reach our store of pictures at the moment. Please try again shortly."""

    code = "storage_unreachable"
    status = HTTPStatus.SERVICE_UNAVAILABLE

    def headers(self) -> dict[str, str]:
        return {"Retry-After": "5"}
