"""The errors of confirmation links that cannot be used."""

from http import HTTPStatus
from uuid import UUID

from foyer.accounts.tokens import LinkPurpose
from foyer.errors import FoyerError


class InvalidLinkError(FoyerError):
    """This link cannot be used.

    Attributes:
        purpose: of the link, if it is known.
        email: the address that the mail with the link was sent to, if it is known.
        user_id: of the account that the link is about, if it is known.
        resend: whether this browser made the link's sign-up, and can request another link.
    """

    def __init__(
        self, email: str | None = None, *, user_id: UUID | None = None, resend: bool = False
    ) -> None:
        self.purpose: LinkPurpose | None = None
        self.email = email
        self.user_id = user_id
        self.resend = resend
        super().__init__()

    def extensions(self) -> dict[str, object]:
        members = {
            "link": self.purpose,
            "email": self.email,
            "user_id": self.user_id and str(self.user_id),
            "resend": self.resend,
        }
        return {name: member for name, member in members.items() if member}


class ConfirmationUnknownError(InvalidLinkError):
    """We do not know this link. Please check that it is complete."""

    code = "confirmation_unknown"
    status = HTTPStatus.NOT_FOUND


class ConfirmationUsedError(InvalidLinkError):
    """This address is already confirmed. You can log in."""

    code = "confirmation_used"
    status = HTTPStatus.CONFLICT


class ConfirmationReplacedError(InvalidLinkError):
    """This link is no longer valid. Please use the link in the latest mail."""

    code = "confirmation_replaced"
    status = HTTPStatus.GONE


class ConfirmationExpiredError(InvalidLinkError):
    """This link has expired. Please ask for a new one."""

    code = "confirmation_expired"
    status = HTTPStatus.GONE


class AddressTakenError(InvalidLinkError):
    """Another account uses this address now."""

    code = "address_taken"
    status = HTTPStatus.CONFLICT
