"""Base class of the application's errors. Each module derives its own errors from it.

An error has a sentence for the user (`detail`), a stable `code` for programs and an HTTP status.
The API turns it into an RFC 9457 problem document.
"""

from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import ClassVar


class FoyerError(Exception):
    """An expected error. The docstring of a subclass is its default `detail`."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    # A server that Foyer needs has a fault. An attempt of a task that it ends does not count.
    is_passing: ClassVar[bool] = False

    def __init__(self, detail: str | None = None) -> None:
        self.detail = detail or (type(self).__doc__ or "").strip()
        super().__init__(self.detail)

    def extensions(self) -> dict[str, object]:
        """Extension members of the problem document."""
        return {}

    def headers(self) -> dict[str, str]:
        """Headers of the response."""
        return {}


@dataclass(frozen=True, slots=True)
class FieldError:
    """A problem with one field of a form."""

    field: str
    code: str
    message: str


class InvalidFieldsError(FoyerError):
    """Some fields of the request are invalid."""

    code = "validation_failed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, *errors: FieldError) -> None:
        self.errors = errors
        super().__init__(" ".join(error.message for error in errors))

    def extensions(self) -> dict[str, object]:
        return {"errors": [asdict(error) for error in self.errors]}
