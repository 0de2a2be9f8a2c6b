"""The request context: the dependencies that most endpoints that write have in common."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import BackgroundTasks, Depends, Request, Response

from foyer.accounts import audit
from foyer.accounts.sessions import reauthentication
from foyer.accounts.sessions.reauthentication import Reauthentication, WrongPasswordError
from foyer.api.dependencies import ClientInfoDep, SessionDep, SettingsDep
from foyer.api.late_queues import LateQueues
from foyer.api.rate_limits import RequestLimits, Rule, client_of, rate_limits_of
from foyer.api.schemas.tasks import TaskStatus
from foyer.api.uploads import delete_pictures
from foyer.models import AuditEvent, User
from foyer.task_engine.dispatch import AfterResponse
from foyer.task_engine.models import Task
from foyer.task_engine.payload import Payload
from foyer.task_engine.record import EXCESS, NORMAL

ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"headers": {"Location": {"schema": {"type": "string"}}}}
}


class RequestContext:
    """The database session, the client, the rate limits and the work to do after the response.

    Attributes:
        session: the request's transaction. The endpoint commits it.
        client: the client's address or network, as rate limits count it.
        client_info: the client, as the audit log describes it.
        background: runs after the response was sent.
    """

    def __init__(
        self,
        request: Request,
        response: Response,
        background: BackgroundTasks,
        session: SessionDep,
        settings: SettingsDep,
        client_info: ClientInfoDep,
    ) -> None:
        self.session = session
        self.settings = settings
        self.response = response
        self.background = background
        self.client_info = client_info
        self.client = client_of(request)
        self.limits: RequestLimits = rate_limits_of(request)
        self._dispatch: AfterResponse = request.app.state.dispatcher
        self._late_queues: LateQueues = request.app.state.late_queues

    def log_event(
        self,
        event: AuditEvent,
        *,
        user_id: UUID | None = None,
        subject: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        """Add an event to the audit log in the request's transaction, see `audit.log_event`."""
        audit.log_event(
            self.session,
            event,
            self.client_info,
            user_id=user_id,
            subject=subject,
            details=details,
        )

    async def reauthenticate(self, user: User, password: str) -> Reauthentication:
        """Check the user's current password. A wrong one is recorded in the audit log.

        Raises:
            WrongPasswordError: the password is wrong.
            TooManyRequestsError: there were too many attempts.
        """
        user_id = user.id
        await self.limits.hit(Rule.PASSWORD_PER_ACCOUNT, str(user_id))
        try:
            return await reauthentication.reauthenticate(self.session, user, password)
        except WrongPasswordError:
            self.log_event(AuditEvent.WRONG_PASSWORD, user_id=user_id)
            await self.session.commit()
            raise

    async def require_prompt(self, *payloads: type[Payload]) -> None:
        """Refuse the request while the queue of one of these kinds is late.

        Raises:
            QueueLateError: it is.
        """
        await self._late_queues.require_prompt(*payloads)

    async def picture_priority(self) -> int:
        """Return the priority of a new picture: a client's many pictures wait behind others'."""
        has_share = await self.limits.is_within(Rule.PROMPT_PICTURES_PER_CLIENT, self.client)
        return NORMAL if has_share else EXCESS

    def publish(self, *task_ids: UUID) -> None:
        """Publish committed tasks to the broker after the response was sent."""
        self.background.add_task(self._dispatch, list(task_ids))

    def delete_pictures(self, picture_ids: Sequence[UUID]) -> None:
        """Delete the files of pictures after the response, when their rows are deleted."""
        self.background.add_task(delete_pictures, self.settings, picture_ids)

    def accept(self, task: Task) -> TaskStatus:
        """Publish a committed task. Returns the body of a 202 response that points to it."""
        self.publish(task.id)
        self.response.headers["Location"] = f"/api/tasks/{task.id}"
        return TaskStatus.model_validate(task)


RequestContextDep = Annotated[RequestContext, Depends(scope="function")]
