"""Payloads: wrong ones are refused by mypy and in the caller, old versions are upgraded.

mypy reports an unused `type: ignore`, so each of them below is a check that mypy refuses the line.
"""

from typing import Any
from uuid import uuid4

import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from foyer import payloads, tasks
from foyer.task_engine.decorator import task_kind
from foyer.task_engine.kinds import Result, Run, kinds
from foyer.task_engine.payload import Payload, PayloadTooNewError, declared
from foyer.task_engine.record import enqueue


class SendReport(Payload, kind="send_report_of_payload_test", queue="mail", version=3):
    """Version 1 had `year` and `number`; version 2 had no `copies`."""

    month: str
    copies: int = 1

    @classmethod
    def upgrade(cls, fields: dict[str, Any], version: int) -> dict[str, Any]:
        if version == 1:
            return {"month": f"{fields['year']}-{fields['number']:02}"}
        return fields


def test_a_wrong_payload_raises_in_the_caller() -> None:
    session = Session()
    with pytest.raises(ValidationError, match="month"):
        enqueue(session, SendReport())  # type: ignore[call-arg]
    with pytest.raises(ValidationError, match="valid string"):
        enqueue(session, SendReport(month=11))  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="not permitted"):
        enqueue(session, SendReport(month="2026-11", mont="2026-11"))  # type: ignore[call-arg]
    assert not session.new


def test_only_a_payload_can_be_enqueued() -> None:
    class Other(BaseModel):
        month: str

    session = Session()
    for payload in ("send_report", {"month": "2026-11"}, Other(month="2026-11")):
        with pytest.raises(AttributeError, match="__declaration__"):
            enqueue(session, payload)  # type: ignore[arg-type]


def test_a_payload_declares_its_kind() -> None:
    with pytest.raises(TypeError, match="kind"):

        class WithoutKind(Payload):
            pass

    with pytest.raises(TypeError, match="declare 'send_report_of_payload_test'"):

        class SameKind(Payload, kind="send_report_of_payload_test", queue="mail"):
            pass


def test_a_function_takes_the_payload_of_its_kind() -> None:
    def resize(_run: Run[payloads.ResizeThumbnail]) -> Result:
        return None

    decorate = task_kind(SendReport)
    decorate(resize)  # type: ignore[arg-type]
    del kinds["send_report_of_payload_test"]


def test_enqueue_stores_the_payload_with_its_version() -> None:
    picture_id = uuid4()
    task = enqueue(Session(), payloads.ResizeThumbnail(picture_id=picture_id))
    assert (task.kind, task.queue) == ("resize_thumbnail", "pictures")
    assert (task.payload, task.payload_version) == ({"picture_id": str(picture_id)}, 1)
    assert payloads.ResizeThumbnail.load(task.payload, 1).picture_id == picture_id


@pytest.mark.parametrize(
    ("version", "fields", "copies"),
    [
        (1, {"year": 2026, "number": 9}, 1),
        (2, {"month": "2026-09"}, 1),
        (3, {"month": "2026-09", "copies": 2}, 2),
    ],
)
def test_a_payload_of_an_older_version_is_upgraded(
    version: int, fields: dict[str, Any], copies: int
) -> None:
    assert SendReport.load(fields, version) == SendReport(month="2026-09", copies=copies)


def test_a_payload_of_a_newer_version_is_not_read() -> None:
    with pytest.raises(PayloadTooNewError):
        SendReport.load({"month": "2026-09"}, 4)


def test_a_payload_without_the_fields_of_its_version_is_refused() -> None:
    with pytest.raises(ValidationError):
        SendReport.load({}, 3)


def test_each_kind_of_the_application_has_a_function_of_its_name() -> None:
    modules = {"foyer.payloads", "foyer.task_engine.history.bulk"}
    of_application = {kind for kind, payload in declared.items() if payload.__module__ in modules}
    assert of_application == {kind for kind in kinds if hasattr(tasks, kind)}
    assert len(of_application) > 10
    for kind in of_application:
        assert kinds[kind].function.__name__ == kind
        assert kinds[kind].payload is declared[kind]
