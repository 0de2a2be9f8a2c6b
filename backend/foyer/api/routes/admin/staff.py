"""/admin/staff: roles of accounts."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from foyer.accounts.roles import staff
from foyer.accounts.roles.staff import AccountNotFoundError, LastAdministratorError
from foyer.accounts.sessions.user_sessions import NotAllowedError, NotAuthenticatedError
from foyer.api.dependencies import AdminDep, OperatorDep, SessionDep
from foyer.api.problems import responses
from foyer.api.request_context import RequestContextDep
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
    """Operators and administrators."""
    members = await staff.list_staff(session)
    return Staff(items=[StaffMember.model_validate(user) for user in members])


@router.put(
    "", responses=responses(AccountNotFoundError, LastAdministratorError, InvalidFieldsError)
)
async def change_role(
    context: RequestContextDep, admin: AdminDep, change: RoleOfAccount
) -> StaffMember:
    """Change the role of an account. The role `user` removes it from the staff."""
    user, previous_role = await staff.set_role(context.session, admin.id, change.email, change.role)
    if previous_role is not change.role:
        details = {
            "account": str(user.id),
            "from": previous_role.value,
            "to": change.role.value,
        }
        context.log_event(AuditEvent.ROLE_CHANGED, user_id=admin.id, details=details)
    await context.session.commit()
    return StaffMember.model_validate(user)
