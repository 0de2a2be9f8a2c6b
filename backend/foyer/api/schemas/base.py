"""Base class of the response bodies."""

from pydantic import BaseModel, ConfigDict


class Schema(BaseModel):
    """A response body that can be read from an ORM object."""

    model_config = ConfigDict(from_attributes=True)
