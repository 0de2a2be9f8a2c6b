"""HTML mails in a browser at 320 pixels."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page

from foyer.mail import messages
from foyer.mail.messages import Mail, compose
from foyer.models import Language
from foyer.settings import Settings
from foyer.urls.public import PublicUrl

TEMPLATES = Path(messages.__file__).parent / "templates"
ENGLISH = TEMPLATES / "en"
NAMES = sorted(str(path.relative_to(ENGLISH).with_suffix("")) for path in ENGLISH.glob("**/*.html"))
SETTINGS = Settings(public_url=PublicUrl.parse("https://foyer.localhost"))
LINK = f"https://foyer.localhost/confirm#{'w' * 43}"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", NAMES)
def test_mail_with_the_longest_name_and_address_fits(
    shared_page: Page, name: str, language: Language
) -> None:
    context = {
        "display_name": "W" * 80,
        "link": LINK,
        "reset_link": LINK,
        "lifetime": "24 hours",
    }
    recipient = f"{'w' * 64}@example.com"
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    message = compose(Mail(name, language, recipient, UUID(int=7), moment, context), SETTINGS)
    html = message.get_body(("html",))
    assert html is not None
    shared_page.set_viewport_size({"width": 320, "height": 640})
    shared_page.set_content(html.get_content())
    assert shared_page.evaluate("document.documentElement.scrollWidth") <= 320
