"""The response time of a sign-up with a 12-megapixel photo.

Two APIs side by side on the same database, broker and mail server, asked in turn: Foyer, which
answers and leaves the work to a Celery worker; and the same code with the work in the request.
"""

import statistics
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import httpx

from bench.scale import sized
from bench.slow_mail import slow_mail
from local.application import Api
from local.context import Context
from local.ports import free_port
from local.stack import Stack
from testkit.photos import camera_photo

ROUNDS = sized(30, 2)
WARM_UP = sized(3, 1)
GOAL = 1 / 3


class InlineApi(Api):
    """The API of bench/inline.py, started like Foyer's own."""

    def __init__(self, stack: Stack) -> None:
        environment = stack.env | {"PYTHONPATH": str(Path(__file__).parents[1])}
        super().__init__(
            stack.folder / "inline", free_port(), Context(stack.logs / "inline", environment)
        )

    def command(self) -> list[str | Path]:
        return [
            "bench.inline:create_app" if part == "foyer.main:create_app" else part
            for part in super().command()
        ]


def measure() -> bool:
    """Print both medians and their ratio; return whether the goal is met."""
    photo = camera_photo(12)
    with tempfile.TemporaryDirectory() as folder, slow_mail() as smtp_url:
        parts = {"database", "broker", "api", "worker", "dispatcher"}
        with Stack(Path(folder), parts=parts, env={"SMTP_URL": smtp_url}, durable=True) as stack:
            inline = InlineApi(stack)
            inline.start()
            try:
                apart, inside = _rounds(
                    f"{stack.api.url}/api/sign-ups", f"{inline.url}/inline/sign-ups", photo
                )
            finally:
                inline.stop()
    return _report(apart, inside, len(photo))


def _rounds(foyer: str, inline: str, photo: bytes) -> tuple[list[float], list[float]]:
    took: dict[str, list[float]] = {foyer: [], inline: []}
    with httpx.Client(timeout=60) as client:
        for turn in range(WARM_UP + ROUNDS):
            for url, times in took.items():
                seconds, sign_up_id = _post(client, url, photo)
                if turn >= WARM_UP:
                    times.append(seconds)
                if url == foyer:
                    _settle(client, f"{foyer}/{sign_up_id}")
    return took[foyer], took[inline]


def _post(client: httpx.Client, url: str, photo: bytes) -> tuple[float, str]:
    form = {
        "email": f"bench-{uuid4().hex}@example.com",
        "password": "a sentence is fine",
        "display_name": "Bench",
    }
    started = time.perf_counter()
    answer = client.post(url, data=form, files={"picture": ("photo.jpg", photo, "image/jpeg")})
    seconds = time.perf_counter() - started
    answer.raise_for_status()
    return seconds, answer.json()["id"]


def _settle(client: httpx.Client, sign_up: str) -> None:
    """Wait for the worker, so that each request meets an idle machine."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        body = client.get(sign_up).json()
        if all(task["state"] == "SUCCESS" for task in body["tasks"]):
            return
        time.sleep(0.05)
    raise TimeoutError("the worker did not finish within 30 s")


def _report(apart: list[float], inside: list[float], size: int) -> bool:
    ratio = statistics.median(apart) / statistics.median(inside)
    print(f"POST /sign-ups with a photo of 12 megapixels, {size / 1e6:.1f} MB, {ROUNDS} rounds")
    for name, times in (("answers at once", apart), ("work inside", inside)):
        quantiles = statistics.quantiles(times, n=20)
        print(
            f"  {name:<16} p50 {statistics.median(times) * 1000:6.0f} ms"
            f"   p95 {quantiles[18] * 1000:6.0f} ms"
        )
    met = ratio < GOAL
    print(
        f"  ratio of the medians {ratio:.2f}, wanted below {GOAL:.2f}: {'met' if met else 'MISSED'}"
    )
    return met
