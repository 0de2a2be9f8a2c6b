"""Pictures."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from foyer.db.base import Base


class Picture(Base):
    """A picture somebody gave us. Its id is its public name and cannot be guessed."""

    __tablename__ = "pictures"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    task_id: Mapped[UUID]  # the task that makes the thumbnails; no key: history is cleaned up
    crop: Mapped[dict[str, Any] | None]  # {x, y, size} in source pixels after EXIF rotation
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ready_at: Mapped[datetime | None]  # set once all thumbnails are durable
