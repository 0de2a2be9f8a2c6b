"""The bodies of the tasks, called directly."""

import io
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from foyer.accounts.email.mails import MailObsoleteError
from foyer.db.engines import transaction
from foyer.models import Picture
from foyer.payloads import ResizeThumbnail, SendConfirmationEmail
from foyer.pictures import storage
from foyer.pictures.storage import SIZES
from foyer.settings import get_settings
from foyer.task_engine.kinds import Run
from foyer.tasks import resize_thumbnail, send_confirmation_email
from local.stack import Stack
from testkit import photos

pytestmark = pytest.mark.usefixtures("database", "storage_dir")


@pytest.fixture
def picture_id() -> UUID:
    picture_id = uuid4()
    with transaction() as session:
        session.add(Picture(id=picture_id, task_id=uuid4()))
    storage.save_original(get_settings(), picture_id, io.BytesIO(photos.phone_photo()))
    return picture_id


def run_for(picture_id: UUID, steps: list[str] | None = None) -> Run[ResizeThumbnail]:
    told = [] if steps is None else steps
    return Run(
        id=uuid4(),
        attempt=1,
        created_at=datetime.now(UTC),
        payload=ResizeThumbnail(picture_id=picture_id),
        report=lambda percent, step: told.append(f"{percent} {step}"),
    )


def test_resizing_makes_the_thumbnails_and_says_how_far_it_is(picture_id: UUID) -> None:
    steps: list[str] = []
    result = resize_thumbnail(run_for(picture_id, steps))
    assert result is not None
    assert result["bytes"].keys() == {str(size) for size in SIZES}
    assert steps == ["10 resizing", "70 saving"]
    with transaction() as session:
        assert session.get_one(Picture, picture_id).ready_at


def test_a_second_attempt_finds_the_work_done(picture_id: UUID, storage_dir: Path) -> None:
    resize_thumbnail(run_for(picture_id))
    before = {path: path.stat().st_mtime_ns for path in storage_dir.rglob("*.webp")}
    resize_thumbnail(run_for(picture_id))
    assert {path: path.stat().st_mtime_ns for path in storage_dir.rglob("*.webp")} == before
    assert len(before) == 4


def test_an_attempt_that_died_half_way_is_made_whole(picture_id: UUID) -> None:
    settings = get_settings()
    storage.save_thumbnail(settings, picture_id, 512, b"from the attempt that died")
    resize_thumbnail(run_for(picture_id))
    assert storage.has_thumbnails(settings, picture_id)
    with pytest.raises(FileNotFoundError), storage.open_original(settings, picture_id):
        pass


def test_a_mail_for_a_sign_up_that_is_gone_is_not_sent(database: Stack) -> None:
    assert database.database_url
    run = Run(
        id=uuid4(),
        attempt=1,
        created_at=datetime.now(UTC),
        payload=SendConfirmationEmail(),
        subject_id=uuid4(),
    )
    with pytest.raises(MailObsoleteError):
        send_confirmation_email(run)
