"""Hundreds of odd, broken and hostile files, each signed up with: README.md says where from."""

import os
import random
import sys

import httpx
import pytest

from foyer.pictures.storage import SIZES
from foyer.task_engine.models import TaskState
from local.stack import Stack
from tests.uploads import crowd, webp
from tests.uploads.corpora import Sample, public_samples
from tests.uploads.crowd import Outcome
from tests.uploads.hostile import hostile_samples
from tests.uploads.mutants import mutants
from tests.uploads.usage import Usage

SEED = int(os.environ.get("UPLOADS_SEED", "1"))
# 0 is all; of the public files, by the seed.
PUBLIC = int(os.environ.get("UPLOADS_PUBLIC", "260"))
MUTANTS = int(os.environ.get("UPLOADS_MUTANTS", "140"))

MAX_MEMORY = 512  # MiB
MAX_SECONDS = 10
REASONS = {
    "picture_format",
    "picture_damaged",
    "picture_too_many_pixels",
    "picture_too_costly",
}
REFUSALS = REASONS | {"picture_too_large"}


def chosen() -> list[Sample]:
    public = public_samples()
    chance = random.Random(SEED)  # noqa: S311 - it must repeat
    some = chance.sample(public, PUBLIC) if PUBLIC else public
    # The heavy ones last: by then the API has nothing else to do, and their time is their own.
    return [*some, *mutants(MUTANTS, SEED), *hostile_samples()]


@pytest.mark.timeout(900)
def test_no_file_does_harm(stack: Stack, usage: Usage, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = crowd.upload(stack, chosen(), patience=600)
    with capsys.disabled():
        sys.stdout.write(f"\n{crowd.report(outcomes, usage.largest)}\n")

    for outcome in outcomes:
        assert_harmless(outcome)
    assert sum(outcome.made for outcome in outcomes) > len(outcomes) // 10
    assert usage.largest < MAX_MEMORY
    assert "worker_lost" not in (stack.logs / "celery.log").read_text()
    for file in (stack.storage / "media").rglob("*.webp"):
        assert [name for name, _ in webp.chunks(file.read_bytes())] == [b"VP8 "], file
    made = sum(outcome.made for outcome in outcomes)
    assert len(list((stack.storage / "media").rglob("*.webp"))) == made * len(SIZES)


def assert_harmless(outcome: Outcome) -> None:
    """Refused at once, or done in one attempt that ends well or with a reason."""
    name, task = outcome.sample.name, outcome.task
    assert outcome.answer.elapsed.total_seconds() < MAX_SECONDS, name
    assert outcome.seconds < MAX_SECONDS, name
    if task is None:
        assert outcome.answer.status_code in {
            httpx.codes.UNPROCESSABLE_ENTITY,
            httpx.codes.REQUEST_ENTITY_TOO_LARGE,
        }, name
        assert outcome.refusal in REFUSALS, name
        return
    assert (task.attempts, task.crashes) == (1, 0), name
    if task.state is not TaskState.SUCCESS:
        assert task.error, name
        assert task.error["code"] in REASONS, name
