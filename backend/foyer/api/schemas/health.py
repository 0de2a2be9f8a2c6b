"""Response body of the health checks."""

from foyer.api.schemas.base import Schema


class Health(Schema):
    status: str
    checks: dict[str, str]
