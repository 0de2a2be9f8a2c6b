"""The sign-up of a request's path: the path has the capability, and the database its hash."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from foyer.accounts.sign_up import capability


def _row_id(sign_up_id: UUID) -> UUID:
    return capability.row_id(sign_up_id)


SignUpIdDep = Annotated[UUID, Depends(_row_id)]
