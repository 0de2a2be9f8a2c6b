"""/admin/staff"""  # noqa: D415

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from foyer.accounts.audit import log_event
from foyer.accounts.roles import staff
from foyer.accounts.roles.staff import AccountNotFoundError, LastAdministratorError
from foyer.accounts.sessions.user_sessions import NotAllowedError, NotAuthenticatedError
from foyer.api.dependencies import AdminDep, ClientInfoDep, OperatorDep, SessionDep
from foyer.api.problems import responses
from foyer.api.schemas.base import Schema
from foyer.errors import InvalidFieldsError
from foyer.models import AuditEvent, Role

router = APIRouter(
    prefix="/admin/staff",
    tags=["admin"],
    responses=responses(NotAuthenticatedError, NotAllowedError),
)


class StaffMember(Schema):
    id: UUID
    email: str
    display_name: str
    role: Role


class Staff(Schema):
    items: list[StaffMember]


class RoleOfAccount(BaseModel):
    email: str
    role: Role


@router.get("")
async def list_staff(session: SessionDep, _operator: OperatorDep) -> Staff:
    """Who sees the tasks of others, and who acts on them."""
    found = await staff.list_staff(session)
    return Staff(items=[StaffMember.model_validate(user) for user in found])


@router.put(
    "", responses=responses(AccountNotFoundError, LastAdministratorError, InvalidFieldsError)
)
async def change_role(
    session: SessionDep, admin: AdminDep, client_info: ClientInfoDep, wanted: RoleOfAccount
) -> StaffMember:
    """Give an account a role, or take it: `user` is none."""
    user, former = await staff.set_role(session, admin.id, wanted.email, wanted.role)
    if former is not wanted.role:
        details = {"account": str(user.id), "from": former.value, "to": wanted.role.value}
        log_event(session, AuditEvent.ROLE_CHANGED, client_info, user_id=admin.id, details=details)
    await session.commit()
    return StaffMember.model_validate(user)
