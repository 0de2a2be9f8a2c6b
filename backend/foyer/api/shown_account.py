"""The account that a page shows, so that a stale page does not act on another account.

Tabs of one browser share the session cookie. When the person logs in to another account in one
tab, the other tabs still show the previous account. The page therefore sends the account that it
shows with each request, and the API refuses the request if another account is logged in.
"""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request

from foyer.errors import FoyerError

HEADER = "Foyer-User"
QUERY = "foyer_user"  # for downloads, to which a browser adds no header


class OtherAccountError(FoyerError):
    """Another account is logged in to this browser by now. Please reload the page."""

    code = "other_account"
    status = HTTPStatus.CONFLICT


class ShownAccount:
    """The account of the `Foyer-User` header; clients without pages need not send it."""

    def __init__(
        self,
        request: Request,
        foyer_user: Annotated[
            UUID | None,
            Header(
                alias=HEADER,
                description="Id of the account that the page shows. If another account is logged "
                f"in, the response is 409 `{OtherAccountError.code}` and has no effect. Optional. "
                f"A download link may have it as the query parameter `{QUERY}`.",
            ),
        ] = None,
    ) -> None:
        self._ids = {str(foyer_user)} if foyer_user else set()
        self._ids.update(request.query_params.getlist(QUERY))

    def check(self, user_id: UUID) -> None:
        """Refuse the request unless the page shows this account.

        Raises:
            OtherAccountError: the page shows another account.
        """
        if self._ids - {str(user_id)}:
            raise OtherAccountError


ShownAccountDep = Annotated[ShownAccount, Depends()]
