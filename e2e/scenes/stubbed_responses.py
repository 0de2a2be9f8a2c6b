"""Stubbed API responses for states that take days or thousands of requests to reach."""

import re
from typing import Any

from playwright.sync_api import Page

SIGN_UP = re.compile(r"/api/sign-ups/[0-9a-f-]{36}$")


def refuse(
    page: Page, address: str | re.Pattern[str], status: int, code: str, **members: str
) -> None:
    """Answer this page's requests to the URL with an error, which may have further members."""
    problem = {"code": code, "detail": f"Refused: {code}.", "reference": "8f14e45f", **members}
    page.route(address, lambda route: route.fulfill(status=status, json=problem))


def too_many(page: Page, address: str | re.Pattern[str]) -> None:
    """Answer this page's requests to the URL with 429."""
    problem = {"code": "too_many_requests", "detail": "Wait.", "reference": "8f14e45f"}
    headers = {"Retry-After": "40"}
    page.route(address, lambda route: route.fulfill(status=429, headers=headers, json=problem))


def stub_sign_up(page: Page, sign_up: dict[str, Any]) -> None:
    """Answer status requests with this sign-up."""
    page.route(SIGN_UP, lambda route: route.fulfill(json=sign_up))
