"""docs/settings.md is made from the settings' definitions."""

from pathlib import Path

from foyer.settings.model import Settings
from foyer.settings.page import settings_page
from foyer.settings.rate_limits import RateLimits

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


def test_page_of_the_settings_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == f"{settings_page()}\n", "run `make settings`"


def test_every_setting_has_a_line_with_its_meaning() -> None:
    lines = settings_page().splitlines()
    for name in (Settings.model_fields | RateLimits.model_fields).keys() - {"rate_limits"}:
        (line,) = (line for line in lines if line.startswith(f"| `{name.upper()}` |"))
        assert line.split("|")[3].strip(), name


def test_page_shows_no_secret() -> None:
    page = settings_page()
    assert Settings().secret_key.get_secret_value() not in page
    assert "foyer:foyer" not in page
