"""Sign-ups with hundreds of unusual, damaged and malicious files; README.md lists the sources."""

import os
import random
import sys

import httpx
import pytest

from foyer.pictures.storage import SIZES
from foyer.task_engine.models import TaskState
from local.stack import Stack
from tests.uploads import webp
from tests.uploads.corpora import Sample, public_samples
from tests.uploads.hostile import hostile_samples, largest_pictures
from tests.uploads.memory_usage import MemoryUsage
from tests.uploads.mutants import mutants
from tests.uploads.sign_ups import Outcome, report, upload

SEED = int(os.environ.get("UPLOADS_SEED", "1"))
# Number of public files, chosen by the seed; 0 means all.
PUBLIC = int(os.environ.get("UPLOADS_PUBLIC", "40"))
MUTANTS = int(os.environ.get("UPLOADS_MUTANTS", "26"))

MAX_MEMORY = 512  # MiB
MAX_SECONDS = 45  # the time limit of a task: on a busy machine all takes longer
REASONS = {
    "picture_format",
    "picture_damaged",
    "picture_too_many_pixels",
    "picture_too_costly",
}
REFUSALS = REASONS | {"picture_too_large"}


def samples() -> list[Sample]:
    public = public_samples()
    rng = random.Random(SEED)  # noqa: S311 - must be reproducible
    selection = rng.sample(public, PUBLIC) if PUBLIC else public
    # The expensive ones come last, when no other request or task competes for the processor.
    return [*selection, *mutants(MUTANTS, SEED), *_hostile_samples()]


def _hostile_samples() -> list[Sample]:
    """Return the hostile files; a sample of them leaves out those of test_limits.py."""
    others = {picture.content for picture in largest_pictures()} if PUBLIC else set()
    return [sample for sample in hostile_samples() if sample.content not in others]


@pytest.mark.timeout(1500)
def test_no_file_crashes_or_blocks_the_product(
    stack: Stack, memory_usage: MemoryUsage, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = upload(stack, samples(), timeout=1200)
    with capsys.disabled():
        sys.stdout.write(f"\n{report(outcomes, memory_usage.largest)}\n")

    for outcome in outcomes:
        assert_handled(outcome)
    assert sum(outcome.succeeded for outcome in outcomes) > len(outcomes) // 10
    assert memory_usage.largest < MAX_MEMORY
    assert "worker_lost" not in (stack.logs / "celery.log").read_text()
    for file in (stack.storage / "media").rglob("*.webp"):
        assert [name for name, _ in webp.chunks(file.read_bytes())] == [b"VP8 "], file
    succeeded = sum(outcome.succeeded for outcome in outcomes)
    assert len(list((stack.storage / "media").rglob("*.webp"))) == succeeded * len(SIZES)


def assert_handled(outcome: Outcome) -> None:
    """Assert that the API refused the file, or that one attempt ended it with a known reason."""
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
