"""Uploaded pictures."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from foyer.db.base import Base


class Picture(Base):
    """An uploaded picture. Its id is part of the public URL and cannot be guessed."""

    __tablename__ = "pictures"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    task_id: Mapped[UUID]  # makes the thumbnails; no foreign key, because old tasks are deleted
    crop: Mapped[dict[str, Any] | None]  # {x, y, size} in source pixels after EXIF rotation
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ready_at: Mapped[datetime | None]  # when all thumbnails were durable
