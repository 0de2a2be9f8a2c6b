"""The language chosen from Accept-Language."""

import pytest

from foyer.api.accept_language import preferred_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, None),
        ("", None),
        ("de", "de"),
        ("de-AT", "de"),
        ("DE-de;q=0.9, en;q=0.8", "de"),
        ("en;q=0.8, de;q=0.9", "de"),
        ("en, de", "en"),
        ("fr, de;q=0.5", "de"),
        ("de;q=0", None),
        ("fr", None),
        ("*", None),
        ("de;q=much", None),
        ("de;q=nan", None),
        (";;;=,,,q=1;de", None),
        ("x," * 100_000 + "de", None),
    ],
)
def test_available_language_with_the_highest_weight_is_chosen(
    header: str | None, language: str | None
) -> None:
    assert preferred_language(header) == language
