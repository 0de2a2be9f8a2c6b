"""Files that are two things at once: only what we encoded ourselves is ever to be had."""

import httpx
import pytest

from local.stack import Stack
from tests.uploads import crowd, hostile
from tests.uploads.corpora import Sample
from tests.uploads.crowd import Outcome


@pytest.fixture(scope="module")
def outcomes(stack: Stack, worker: object) -> list[Outcome]:
    assert worker
    return crowd.upload(stack, [Sample(*item) for item in hostile.polyglots().items()])


def test_the_picture_in_them_is_shown_and_the_rest_is_gone(
    stack: Stack, outcomes: list[Outcome]
) -> None:
    for outcome in outcomes:
        assert hostile.SCRIPT in outcome.sample.content
        assert outcome.made, outcome.sample.name
    files = [path for path in stack.storage.rglob("*") if path.is_file()]
    assert len(files) >= 4 * len(outcomes)
    for file in files:
        assert hostile.SCRIPT not in file.read_bytes(), file


def test_the_originals_are_gone(stack: Stack, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        assert outcome.task
        picture_id = outcome.task.payload["picture_id"]
        assert (stack.storage / "media" / picture_id).is_dir()
        assert not (stack.storage / "originals" / picture_id).exists()


def test_the_names_say_nothing_of_what_was_sent(stack: Stack, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        body = httpx.get(f"{stack.api.url}{outcome.answer.headers['location']}").json()
        picture_id = outcome.task.payload["picture_id"] if outcome.task else ""
        assert set(body["thumbnails"].values()) == {
            f"/media/{picture_id}/{size}.webp" for size in (64, 128, 256, 512)
        }


def test_strangers_are_refused_at_once_by_a_sentence(stack: Stack, worker: object) -> None:
    assert worker
    strangers = [Sample(*item) for item in hostile.strangers().items() if item[1]]
    for outcome in crowd.upload(stack, strangers):
        assert outcome.answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY, outcome.sample.name
        assert outcome.refusal == "picture_format"
        (problem,) = outcome.answer.json()["errors"]
        words = "HEIC" if outcome.sample.name == "heic" else "JPEG, PNG, WebP, GIF and AVIF work"
        assert words in problem["message"]
    originals = stack.storage / "originals"
    assert not any(
        path.read_bytes() == s.content for path in originals.iterdir() for s in strangers
    )
