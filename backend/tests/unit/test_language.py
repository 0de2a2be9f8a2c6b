"""Which language a client gets."""

import pytest

from foyer.api.accept_language import asked_language


@pytest.mark.parametrize(
    ("asked", "given"),
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
def test_the_first_of_ours(asked: str | None, given: str | None) -> None:
    assert asked_language(asked) == given
