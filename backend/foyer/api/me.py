"""/me"""  # noqa: D415

from fastapi import APIRouter

from foyer.accounts import profile
from foyer.accounts.sessions import NotAuthenticatedError
from foyer.api.bodies import Profile
from foyer.api.deps import SessionDep, UserDep
from foyer.api.problems import responses

router = APIRouter(prefix="/me", tags=["account"])


@router.get("", responses=responses(NotAuthenticatedError))
async def get_me(session: SessionDep, user: UserDep) -> Profile:
    """Who is logged in."""
    return Profile.of(user, *await profile.picture(session, user))
