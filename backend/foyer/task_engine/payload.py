"""Payloads: the input of a task, a Pydantic model for each kind.

The class of the payload declares the kind: its name, its queue and the version of its fields. It
imports no task function, so the API can enqueue tasks without the code that runs them.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Self, Unpack

from pydantic import BaseModel, ConfigDict

from foyer.task_engine.limit import Limit


@dataclass(frozen=True, slots=True)
class Declaration:
    """The properties of a kind that its payload's class declares."""

    kind: str
    queue: str
    version: int
    limit: Limit | None = None


class PayloadTooNewError(Exception):
    """The payload has a version that this process does not know yet."""


class Payload(BaseModel):
    """Base class of the payloads: `class SendReport(Payload, kind="send_report", queue="mail")`.

    JSON without secrets: it is stored and shown.

    Args:
        kind: the name of the kind. Stored tasks have it, so it must not change.
        queue: the Celery queue of its tasks.
        version: of the fields; a new one with each change of them.
        limit: how many of its tasks run at once, or start in a period.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    __declaration__: ClassVar[Declaration]

    def __init_subclass__(
        cls,
        *,
        kind: str,
        queue: str,
        version: int = 1,
        limit: Limit | None = None,
        **config: Unpack[ConfigDict],
    ) -> None:
        super().__init_subclass__(**config)
        cls.__declaration__ = Declaration(kind, queue, version, limit)
        same_kind = declared.setdefault(kind, cls)
        if (same_kind.__module__, same_kind.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"{cls.__qualname__} and {same_kind.__qualname__} declare {kind!r}")

    @classmethod
    def upgrade(cls, fields: dict[str, Any], version: int) -> dict[str, Any]:
        """Return the fields of this version, made from those of an older one.

        Override it if defaults for new fields are not enough.
        """
        del version
        return fields

    @classmethod
    def load(cls, fields: dict[str, Any], version: int) -> Self:
        """Return the payload that was stored with this version.

        Raises:
            PayloadTooNewError: a process of a newer version stored it.
            ValidationError: the fields do not fit.
        """
        current = cls.__declaration__.version
        if version > current:
            raise PayloadTooNewError(f"The payload has version {version}, this process {current}.")
        return cls.model_validate(fields if version == current else cls.upgrade(fields, version))


declared: dict[str, type[Payload]] = {}
"""The kinds that this process can enqueue, by name: those of the modules that it imported."""


def queue_by_kind() -> dict[str, str]:
    """Return the queue of each declared kind, sorted by the kind."""
    return {kind: declared[kind].__declaration__.queue for kind in sorted(declared)}
