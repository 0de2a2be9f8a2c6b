"""The tables, by what they are about; one import for all: `from foyer.models import Task`."""

from foyer.models.accounts import LogInSession, Role, User
from foyer.models.audit import AuditEvent, AuditRow
from foyer.models.base import Base, utc_now
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
from foyer.models.tasks import (
    FINAL_STATES,
    WAITING_STATES,
    Task,
    TaskAttempt,
    TaskKindRow,
    TaskState,
    Worker,
)

__all__ = [
    "FINAL_STATES",
    "WAITING_STATES",
    "AuditEvent",
    "AuditRow",
    "Base",
    "EmailChange",
    "EmailChangeState",
    "Language",
    "LogInSession",
    "Notice",
    "NoticeEvent",
    "PasswordReset",
    "Picture",
    "Role",
    "SignUp",
    "SignUpState",
    "Task",
    "TaskAttempt",
    "TaskKindRow",
    "TaskState",
    "User",
    "Worker",
    "utc_now",
]
