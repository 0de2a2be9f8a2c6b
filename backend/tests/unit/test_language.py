"""Which language a client gets."""

import pytest

from foyer.api.language import preferred_language


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("de-AT", "de"),
        ("DE-de;q=0.9, en;q=0.8", "de"),
        ("en;q=0.8, de;q=0.9", "de"),
        ("en, de", "en"),
        ("fr, de;q=0.5", "de"),
        ("de;q=0", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("de;q=much", "en"),
        ("de;q=nan", "en"),
        (";;;=,,,q=1;de", "en"),
        ("x," * 100_000 + "de", "en"),
    ],
)
def test_the_first_of_ours(asked: str | None, given: str) -> None:
    assert preferred_language(asked) == given
