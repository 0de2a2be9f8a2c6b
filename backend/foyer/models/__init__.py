"""Tables of accounts and pictures. Import from this package: `from foyer.models import User`."""

from foyer.models.accounts import Role, User, UserSession
from foyer.models.audit import AuditEvent, AuditRecord
from foyer.models.changes import (
    EmailChange,
    EmailChangeState,
    Notice,
    NoticeEvent,
    PasswordReset,
)
from foyer.models.language import Language
from foyer.models.pictures import Picture
from foyer.models.sign_ups import SignUp, SignUpState

__all__ = [
    "AuditEvent",
    "AuditRecord",
    "EmailChange",
    "EmailChangeState",
    "Language",
    "Notice",
    "NoticeEvent",
    "PasswordReset",
    "Picture",
    "Role",
    "SignUp",
    "SignUpState",
    "User",
    "UserSession",
]
