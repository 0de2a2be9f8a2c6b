"""Polyglot files: only thumbnails that the worker encoded are served."""

import httpx
import pytest

from local.stack import Stack
from tests.uploads import hostile
from tests.uploads.corpora import Sample
from tests.uploads.sign_ups import Outcome, upload


@pytest.fixture(scope="module")
def outcomes(stack: Stack, worker: object) -> list[Outcome]:
    assert worker
    return upload(stack, [Sample(*item) for item in hostile.polyglots().items()])


def test_polyglot_becomes_a_thumbnail_without_its_script(
    stack: Stack, outcomes: list[Outcome]
) -> None:
    for outcome in outcomes:
        assert hostile.SCRIPT in outcome.sample.content
        assert outcome.succeeded, outcome.sample.name
    files = [path for path in stack.storage.rglob("*") if path.is_file()]
    assert len(files) >= 4 * len(outcomes)
    for file in files:
        assert hostile.SCRIPT not in file.read_bytes(), file


def test_original_is_deleted_after_success(stack: Stack, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        assert outcome.task
        picture_id = outcome.task.payload["picture_id"]
        assert (stack.storage / "media" / picture_id).is_dir()
        assert not (stack.storage / "originals" / picture_id).exists()


def test_thumbnail_urls_contain_only_the_picture_id(stack: Stack, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        body = httpx.get(f"{stack.api.url}{outcome.answer.headers['location']}").json()
        picture_id = outcome.task.payload["picture_id"] if outcome.task else ""
        assert set(body["thumbnails"].values()) == {
            f"/media/{picture_id}/{size}.webp" for size in (64, 128, 256, 512)
        }


def test_unsupported_format_is_refused_by_the_api_with_a_sentence(
    stack: Stack, worker: object
) -> None:
    assert worker
    unsupported = [Sample(*item) for item in hostile.unsupported_files().items() if item[1]]
    for outcome in upload(stack, unsupported):
        assert outcome.answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY, outcome.sample.name
        assert outcome.refusal == "picture_format"
        (problem,) = outcome.answer.json()["errors"]
        words = "HEIC" if outcome.sample.name == "heic" else "JPEG, PNG, WebP, GIF and AVIF work"
        assert words in problem["message"]
    originals = stack.storage / "originals"
    assert not any(
        path.read_bytes() == sample.content
        for path in originals.iterdir()
        for sample in unsupported
    )
