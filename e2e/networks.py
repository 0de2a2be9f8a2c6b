"""Slow and broken networks."""

from typing import Any

from playwright.sync_api import Page

# 3G in the browsers' developer tools: bytes per second, milliseconds.
SLOW: dict[str, Any] = {
    "offline": False,
    "downloadThroughput": 1_600_000 / 8 * 0.9,
    "uploadThroughput": 750_000 / 8 * 0.9,
    "latency": 150 * 3.75,
}
# Slow enough to interrupt an upload: a megabyte in twenty seconds.
CRAWLING = SLOW | {"uploadThroughput": 50_000, "latency": 20}
OFFLINE = CRAWLING | {"offline": True}
FAST: dict[str, Any] = {
    "offline": False,
    "downloadThroughput": -1,
    "uploadThroughput": -1,
    "latency": 0,
}


class Network:
    """The network conditions of one page."""

    def __init__(self, page: Page) -> None:
        self._tools = page.context.new_cdp_session(page)
        self._tools.send("Network.enable")

    def be(self, conditions: dict[str, Any]) -> None:
        self._tools.send("Network.emulateNetworkConditions", conditions)
