"""Response bodies of pictures."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field

from foyer.api.schemas.base import Schema
from foyer.models import Picture
from foyer.pictures.storage import thumbnail_urls


class Thumbnails(Schema):
    """URLs of the square WebP thumbnails, as paths on this host, by size in pixels."""

    model_config = ConfigDict(populate_by_name=True)

    s64: Annotated[str, Field(alias="64")]
    s128: Annotated[str, Field(alias="128")]
    s256: Annotated[str, Field(alias="256")]
    s512: Annotated[str, Field(alias="512")]

    @classmethod
    def of(cls, picture: Picture | None) -> Self | None:
        """The thumbnails of a picture; None until all of them are stored."""
        if picture is None or picture.ready_at is None:
            return None
        return cls.model_validate(thumbnail_urls(picture.id))
