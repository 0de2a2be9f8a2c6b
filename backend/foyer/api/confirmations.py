"""/confirmations"""  # noqa: D415

from typing import Annotated

from fastapi import APIRouter, Body

from foyer.accounts.confirmation import (
    ConfirmationExpiredError,
    ConfirmationUnknownError,
    ConfirmationUsedError,
    confirm,
)
from foyer.api.bodies import Confirmed
from foyer.api.deps import SessionDep, SettingsDep
from foyer.api.problems import responses

router = APIRouter(prefix="/confirmations", tags=["sign-up"])


@router.post(
    "",
    responses=responses(ConfirmationUnknownError, ConfirmationUsedError, ConfirmationExpiredError),
)
async def create_confirmation(
    session: SessionDep,
    settings: SettingsDep,
    token: Annotated[str, Body(embed=True, max_length=200)],
) -> Confirmed:
    """Use the link of the mail. Only this changes something; opening the link does not."""
    user = await confirm(session, token, settings)
    await session.commit()
    return Confirmed(email=user.email, display_name=user.display_name)
