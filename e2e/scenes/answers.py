"""Answers of the API that it would take days, or thousands of tries, to come by."""

import re
from typing import Any

from playwright.sync_api import Page

SIGN_UP = re.compile(r"/api/sign-ups/[0-9a-f-]{36}$")


def refuse(page: Page, address: str | re.Pattern[str], status: int, code: str) -> None:
    """Let the API refuse whatever this page asks there."""
    problem = {"code": code, "detail": f"Refused: {code}.", "reference": "8f14e45f"}
    page.route(address, lambda route: route.fulfill(status=status, json=problem))


def too_many(page: Page, address: str | re.Pattern[str]) -> None:
    """Let it have been asked too often there."""
    problem = {"code": "too_many_requests", "detail": "Wait.", "reference": "8f14e45f"}
    headers = {"Retry-After": "40"}
    page.route(address, lambda route: route.fulfill(status=429, headers=headers, json=problem))


def tell(page: Page, sign_up: dict[str, Any]) -> None:
    """Let this be what has become of the sign-up."""
    page.route(SIGN_UP, lambda route: route.fulfill(json=sign_up))
