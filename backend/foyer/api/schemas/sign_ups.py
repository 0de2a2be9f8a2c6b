"""Response bodies of sign-ups."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from foyer.accounts.email.addresses import mask
from foyer.accounts.sign_up.registration import SignUpStatus
from foyer.api.schemas.base import Schema
from foyer.api.schemas.pictures import Thumbnails
from foyer.api.schemas.tasks import TaskStatus
from foyer.models import SignUpState


class SignUpBody(Schema):
    id: Annotated[UUID, Field(description="Secret: it gives access to the sign-up.")]
    email: Annotated[str, Field(description="Masked.", examples=["m•••@example.com"])]
    state: SignUpState
    display_name: str
    tasks: list[TaskStatus]
    thumbnails: Thumbnails | None

    @classmethod
    def of(cls, status: SignUpStatus) -> Self:
        sign_up = status.sign_up
        return cls(
            id=status.capability,
            email=mask(sign_up.email),
            state=sign_up.state,
            display_name=sign_up.display_name,
            tasks=[TaskStatus.model_validate(task) for task in status.tasks],
            thumbnails=Thumbnails.of(status.picture),
        )

    def without_progress(self) -> Self:
        """A copy that changes with the sign-up's state, but not with its tasks' progress.

        Thumbnails are stored some milliseconds before their task ends. They wait for its end.
        """
        is_active = any(task.is_active for task in self.tasks)
        return self.model_copy(
            update={
                "tasks": [task.without_progress() for task in self.tasks],
                "thumbnails": None if is_active else self.thumbnails,
            }
        )
