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
from foyer.models.rollups import DurationRollup, Measure, RollupMark, TaskRollup
from foyer.models.sign_ups import SignUp, SignUpState
from foyer.models.tasks import (
    ERROR_WORDS,
    FINAL_STATES,
    SIMPLE,
    WAITING_STATES,
    Task,
    TaskAttempt,
    TaskKindRow,
    TaskState,
    Worker,
)

__all__ = [
    "ERROR_WORDS",
    "FINAL_STATES",
    "SIMPLE",
    "WAITING_STATES",
    "AuditEvent",
    "AuditRow",
    "Base",
    "DurationRollup",
    "EmailChange",
    "EmailChangeState",
    "Language",
    "LogInSession",
    "Measure",
    "Notice",
    "NoticeEvent",
    "PasswordReset",
    "Picture",
    "Role",
    "RollupMark",
    "SignUp",
    "SignUpState",
    "Task",
    "TaskAttempt",
    "TaskKindRow",
    "TaskRollup",
    "TaskState",
    "User",
    "Worker",
    "utc_now",
]
