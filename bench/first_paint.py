"""The first paint of the pages that people see first, as on a phone, in Chromium through nginx.

Each visit has an empty cache. Chromium slows the network down to slow 4G and the processor four
times, as in the mobile preset of Lighthouse. It delays each request, but not the handshake of a
connection. So a round trip of 150 ms alone is kinder than a real network. Lighthouse therefore
applies 3.75 times the latency and nine tenths of the rates, which this row measures, too.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from bench.browser import chromium_browser
from bench.figures import Figure, median_of
from bench.scale import DURABLE, sized
from local.stack import Stack

VISITS = sized(5, 1)  # of each page
# Milliseconds until the largest contentful paint.
GOALS: dict[str, float | None] = {"/sign-up": 1000.0, "/log-in": None}

_PHONE: ViewportSize = {"width": 412, "height": 823}  # pixels, as in Lighthouse
_DOWN, _UP = 1_600_000 / 8, 750_000 / 8  # bytes per second
# The end of a figure's name, the milliseconds from a request to its response, and the factor of the
# rates.
_NETWORKS = {"": (150.0, 1.0), ", longer latency": (562.5, 0.9)}
_SLOWER_PROCESSOR = 4  # times
_SETTLED = 500  # milliseconds without a new entry, after the page has loaded
_TIMEOUT = 30_000  # milliseconds
# The times of both paints. Chromium reports a larger paint while the page still changes, so the
# last entry counts once no other has followed it for a while.
_PAINTS = """
    ([settled, timeout]) => new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error("no paint")), timeout);
        const paints = {};
        let timer;
        const observe = (type) => new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) paints[entry.name || type] = entry.startTime;
            clearTimeout(timer);
            timer = setTimeout(() => resolve(paints), settled);
        }).observe({ type, buffered: true });
        observe("paint");
        observe("largest-contentful-paint");
    })
"""


def measure() -> list[Figure]:
    """Return the times of both paints of each page, on both networks."""
    rounds: dict[tuple[str, str], list[dict[str, float]]] = {
        (network, path): [] for network in _NETWORKS for path in GOALS
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), parts={"database", "broker", "api", "web"}, durable=DURABLE) as stack,
        chromium_browser() as browser,
    ):
        for path in GOALS:
            _visit(browser, stack.url + path, *_NETWORKS[""])  # warm-up
        for _ in range(VISITS):
            for (network, path), visits in rounds.items():
                visits.append(_visit(browser, stack.url + path, *_NETWORKS[network]))
    figures = []
    for (network, path), visits in rounds.items():
        largest = [paints["largest-contentful-paint"] for paints in visits]
        first = [paints["first-contentful-paint"] for paints in visits]
        name = f"{path}, largest contentful paint{network}"
        figures.append(median_of(name, largest, "ms", at_most=GOALS[path]))
        figures.append(median_of(f"{path}, first contentful paint{network}", first, "ms"))
    return figures


def _visit(browser: Browser, url: str, latency: float, rate: float) -> dict[str, float]:
    """Visit the page in a context of its own, whose cache is empty; return its paints."""
    context = browser.new_context(viewport=_PHONE, device_scale_factor=1.75, is_mobile=True)
    try:
        page = context.new_page()
        _slow_down(page, latency, rate)
        page.goto(url)
        paints: dict[str, float] = page.evaluate(_PAINTS, [_SETTLED, _TIMEOUT])
    finally:
        context.close()
    return paints


def _slow_down(page: Page, latency: float, rate: float) -> None:
    network = {
        "offline": False,
        "latency": latency,
        "downloadThroughput": _DOWN * rate,
        "uploadThroughput": _UP * rate,
    }
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", network)
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER_PROCESSOR})
