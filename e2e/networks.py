"""Networks as bad as people have them."""

from typing import Any

from playwright.sync_api import Page

# What browsers' tools call 3G: bytes a second, milliseconds.
SLOW: dict[str, Any] = {
    "offline": False,
    "downloadThroughput": 1_600_000 / 8 * 0.9,
    "uploadThroughput": 750_000 / 8 * 0.9,
    "latency": 150 * 3.75,
}
# An upload that lasts long enough to be interrupted: a megabyte in twenty seconds.
CRAWLING = SLOW | {"uploadThroughput": 50_000, "latency": 20}


OFFLINE = CRAWLING | {"offline": True}


class Network:
    """The network as the page has it."""

    def __init__(self, page: Page) -> None:
        self._tools = page.context.new_cdp_session(page)
        self._tools.send("Network.enable")

    def be(self, conditions: dict[str, Any]) -> None:
        self._tools.send("Network.emulateNetworkConditions", conditions)
