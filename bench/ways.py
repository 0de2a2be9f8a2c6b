"""Sign-ups with a 12-megapixel photo, and their slow work in three places.

Inside the request, after the response with BackgroundTasks, and in a Celery worker: the product's
own code each time, one request at a time and eight at a time. Meanwhile another client sends GET
requests to the same API.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import httpx
import psycopg

from bench.figures import Figure, milliseconds, p95, ratio_of
from bench.paced_gets import paced_gets
from bench.scale import DURABLE, sized
from bench.sign_up_request import post_sign_up
from bench.slow_mail import slow_mail
from local.application import Api
from local.context import Context
from local.ports import free_port
from local.stack import Stack
from local.up import WORKER_NICE
from testkit.photos import camera_photo

ROUNDS = sized(5, 1)
REQUESTS = sized(16, 2)  # of a round
WARM_UP = sized(4, 1)
ALONE = sized(3, 0)  # seconds of GET requests without sign-ups
AT_A_TIME = (1, 8)
MEGAPIXELS = sized(12, 1)
POST_GOAL = 1 / 4  # of the 95th percentile with the work inside the request
GET_GOAL = 1 / 10  # of the 95th percentile with BackgroundTasks
_CELERY, _INLINE, _BACKGROUND = "Celery", "inside the request", "BackgroundTasks"
_UNFINISHED = "SELECT count(*) FROM tasks WHERE finished_at IS NULL"
_TIMEOUT = 120.0  # seconds


class OtherWaysApi(Api):
    """The API of bench/other_ways.py, started like Foyer's own."""

    def __init__(self, stack: Stack) -> None:
        environment = stack.env | {"PYTHONPATH": str(Path(__file__).parents[1])}
        super().__init__(
            stack.folder / "others", free_port(), Context(stack.logs / "others", environment)
        )

    def command(self) -> list[str | Path]:
        return [
            "bench.other_ways:create_app" if part == "foyer.main:create_app" else part
            for part in super().command()
        ]


class Way:
    """One place for the slow work: the address of its sign-ups, and how to see that all is done."""

    def __init__(self, api_url: str, path: str, count_unfinished: Callable[[], int]) -> None:
        self.small_url = f"{api_url}/api/health/live"
        self._url = api_url + path
        self._count_unfinished = count_unfinished

    def measure(self, at_a_time: int, photo: bytes) -> tuple[list[float], list[float]]:
        """Return the seconds of the sign-ups, and of the GET requests beside them."""
        with paced_gets(self.small_url) as gets:
            with ThreadPoolExecutor(at_a_time) as pool:
                posts = list(pool.map(lambda _: post_sign_up(self._url, photo), range(REQUESTS)))
            self._wait_until_finished()
        return posts, gets

    def warm_up(self, photo: bytes) -> None:
        for _ in range(WARM_UP):
            post_sign_up(self._url, photo)
        self._wait_until_finished()

    def _wait_until_finished(self) -> None:
        deadline = time.monotonic() + _TIMEOUT
        while self._count_unfinished():
            if time.monotonic() > deadline:
                raise TimeoutError(f"the work was not done within {_TIMEOUT:.0f} s")
            time.sleep(0.05)


def measure() -> list[Figure]:
    """Return the response times of the three ways, and of the GET requests beside them."""
    photo = camera_photo(MEGAPIXELS)
    with ExitStack() as resources:
        smtp_url = resources.enter_context(slow_mail())
        env = {"SMTP_URL": smtp_url, "WORKER_NICE": WORKER_NICE}
        folder = Path(resources.enter_context(tempfile.TemporaryDirectory()))
        parts = {"database", "broker", "api"}
        own = resources.enter_context(
            Stack(folder / "own", parts=parts | {"worker", "dispatcher"}, env=env, durable=DURABLE)
        )
        others = Stack(folder / "others", parts=parts, env=env, durable=DURABLE)
        resources.enter_context(others)
        other_api = OtherWaysApi(others)
        other_api.start()
        resources.callback(other_api.stop)
        ways = _ways(own, other_api)
        return _measure(ways, photo)


def _ways(own: Stack, other_api: OtherWaysApi) -> dict[str, Way]:
    def unfinished_tasks() -> int:
        with psycopg.connect(own.database_url) as database:
            (count,) = database.execute(_UNFINISHED).fetchone() or (0,)
            return int(count)

    def unfinished_in_background() -> int:
        url = f"{other_api.url}/background/unfinished"
        return int(httpx.get(url, timeout=60, trust_env=False).text)

    return {
        _CELERY: Way(own.api.url, "/api/sign-ups", unfinished_tasks),
        _INLINE: Way(other_api.url, "/inline/sign-ups", lambda: 0),
        _BACKGROUND: Way(other_api.url, "/background/sign-ups", unfinished_in_background),
    }


def _measure(ways: dict[str, Way], photo: bytes) -> list[Figure]:
    figures: list[Figure] = []
    for way in ways.values():
        way.warm_up(photo)
    with paced_gets(ways[_CELERY].small_url) as alone:
        time.sleep(ALONE)
    figures += milliseconds("a GET alone", alone)
    for at_a_time in AT_A_TIME:
        figures += _beside_each_other(ways, at_a_time, photo)
    return figures


def _beside_each_other(ways: dict[str, Way], at_a_time: int, photo: bytes) -> list[Figure]:
    """Measure all ways in turn; return their times, and the ratios of their 95th percentiles."""
    posts: dict[str, list[list[float]]] = {name: [] for name in ways}  # the rounds of each way
    gets: dict[str, list[list[float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            post, get = way.measure(at_a_time, photo)
            posts[name].append(post)
            gets[name].append(get)
    post_name, get_name = f"POST, {at_a_time} at a time", f"a GET beside {at_a_time} at a time"
    return [
        *_times(post_name, posts),
        *_times(get_name, gets),
        _ratio(post_name, posts, _INLINE, "of inside", POST_GOAL),
        _ratio(get_name, gets, _BACKGROUND, "of BackgroundTasks", GET_GOAL),
    ]


def _times(name: str, measured: Mapping[str, Sequence[Sequence[float]]]) -> Iterator[Figure]:
    for way, rounds in measured.items():
        yield from milliseconds(f"{name}, {way}", list(chain.from_iterable(rounds)))


def _ratio(
    name: str, measured: Mapping[str, Sequence[Sequence[float]]], other: str, unit: str, goal: float
) -> Figure:
    """Return the ratio of Celery's 95th percentile to that of another way."""
    celery, others = ([p95(seconds) for seconds in measured[way]] for way in (_CELERY, other))
    return ratio_of(name, celery, others, unit, at_most=goal)
