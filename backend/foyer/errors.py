"""The one error type of the product; each module derives its own from it.

An error carries what a person may read (`detail`), what a program may rely on (`code`, stable) and
the HTTP status it means at the edge. The edge turns it into an RFC 9457 problem.
"""

from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import ClassVar


class FoyerError(Exception):
    """Something went wrong that has a name."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, detail: str | None = None) -> None:
        self.detail = detail or (type(self).__doc__ or "").strip()
        super().__init__(self.detail)

    def extensions(self) -> dict[str, object]:
        """Members beside the standard ones in the problem document."""
        return {}

    def headers(self) -> dict[str, str]:
        """Headers of the answer."""
        return {}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of a form."""

    field: str
    code: str
    message: str


class InvalidFieldsError(FoyerError):
    """Some fields need another look."""

    code = "validation_failed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, *errors: FieldError) -> None:
        self.errors = errors
        super().__init__(" ".join(error.message for error in errors))

    def extensions(self) -> dict[str, object]:
        return {"errors": [asdict(error) for error in self.errors]}
