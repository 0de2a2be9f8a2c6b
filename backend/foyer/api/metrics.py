"""Prometheus metrics of one API process: its requests, long polls, connections and health checks.

Each process counts for itself. Prometheus scrapes them all and adds them up.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import cast

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.pool import QueuePool
from starlette.types import Scope

from foyer.api.health_checks import OK, HealthChecks
from foyer.api.loop_lag import loop_lag
from foyer.db.engines import MAX_OVERFLOW, POOL_SIZE, async_engine
from foyer.long_polling.subscriptions import Subscriptions
from foyer.metrics.declaration import Declaration
from foyer.metrics.server import metrics_server
from foyer.settings import Settings

ROUTE = "foyer.route"  # in the scope: the route of a request that no endpoint answered
UNKNOWN = "unknown"  # the route of a path that no endpoint has, and a method that HTTP lacks
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # bounds of the buckets

_REQUESTS = Declaration(
    "counter",
    "foyer_http_requests",
    "Responses. The route is the template below /api, `from_memory` for polls that are answered "
    "from memory, or `unknown`.",
    ("method", "route", "status"),
)
_REQUEST_SECONDS = Declaration(
    "histogram",
    "foyer_http_request_seconds",
    "Time until the start of a response, without the time in which the client sends its body, and "
    "without long polls that were held.",
    ("method", "route"),
)
_LOOP_LAG = Declaration(
    "counter",
    "foyer_api_loop_lag_seconds",
    "By how much the event loop was late. New requests wait for it before they are measured.",
)
_LONG_POLLS = Declaration("gauge", "foyer_api_long_polls", "Requests that wait for a change.")
_LONG_POLLS_LIMIT = Declaration(
    "gauge", "foyer_api_long_polls_limit", "Limit of `foyer_api_long_polls`."
)
_REPRESENTATIONS = Declaration(
    "gauge", "foyer_api_stored_representations", "Responses in memory, for polls."
)
_CONNECTIONS = Declaration(
    "gauge", "foyer_api_database_connections", "Connections of the pool that requests use."
)
_CONNECTIONS_LIMIT = Declaration(
    "gauge", "foyer_api_database_connections_limit", "Limit of `foyer_api_database_connections`."
)
_CHECK_OK = Declaration(
    "gauge",
    "foyer_check_ok",
    "1 if the check of `/api/health/ready` succeeds in this process, else 0.",
    ("check",),
)
_REFUSED = Declaration(
    "counter",
    "foyer_api_refused_requests",
    "Requests that were refused because a queue is late (QUEUE_WAIT_LIMIT).",
)
API_METRICS = (
    *(_REQUESTS, _REQUEST_SECONDS, _LOOP_LAG, _REFUSED, _LONG_POLLS, _LONG_POLLS_LIMIT),
    *(_REPRESENTATIONS, _CONNECTIONS, _CONNECTIONS_LIMIT, _CHECK_OK),
)

registry = CollectorRegistry()
ProcessCollector(registry=registry)
_requests = Counter(_REQUESTS.name, _REQUESTS.description, _REQUESTS.labels, registry=registry)
_seconds = Histogram(
    _REQUEST_SECONDS.name,
    _REQUEST_SECONDS.description,
    _REQUEST_SECONDS.labels,
    buckets=_SECONDS,
    registry=registry,
)
_refused = Counter(_REFUSED.name, _REFUSED.description, registry=registry)
# Finding the child of a metric costs more than counting. Routes and methods are few.
_requests_of = cache(_requests.labels)
_seconds_of = cache(_seconds.labels)


def count_response(scope: Scope, status: int, seconds: float, *, was_held: bool) -> None:
    """Count a response.

    Args:
        scope: of the request. FastAPI writes the route into it, and `PollFromMemory` its own name.
        status: of the response.
        seconds: from the request to the start of the response, without waiting for the body.
        was_held: whether it is the response to a long poll that waited for a change.
    """
    method = scope["method"] if scope["method"] in _METHODS else UNKNOWN
    path = str(getattr(scope.get("route"), "path", scope.get(ROUTE, UNKNOWN)))
    route = path.removeprefix("/api")  # routes of an included router have it without the prefix
    _requests_of(method, route, status).inc()
    if not was_held:
        _seconds_of(method, route).observe(seconds)


def count_refused() -> None:
    """Count a request that was refused because a queue is late."""
    _refused.inc()


@contextmanager
def api_metrics(
    settings: Settings, subscriptions: Subscriptions, health_checks: HealthChecks
) -> Iterator[None]:
    """Serve the metrics of this process, until the block ends. Call it in the event loop."""
    state = _ApiState(subscriptions, health_checks, asyncio.get_running_loop())
    registry.register(state)
    try:
        with metrics_server(settings, registry):
            yield
    finally:
        registry.unregister(state)


class _ApiState(Collector):
    """Collects the state of this process at the time of a scrape."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        health_checks: HealthChecks,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._subscriptions = subscriptions
        self._health_checks = health_checks
        self._loop = loop

    def collect(self) -> Iterable[Metric]:
        """Return the state. Each scrape runs in a thread of its own."""
        pool = cast(QueuePool, async_engine().pool)
        late = _LOOP_LAG.counter()
        late.add_metric([], loop_lag.seconds)
        return (
            late,
            _LONG_POLLS.gauge(len(self._subscriptions)),
            _LONG_POLLS_LIMIT.gauge(self._subscriptions.limit),
            _REPRESENTATIONS.gauge(len(self._subscriptions.memory)),
            _CONNECTIONS.gauge(pool.checkedout()),
            _CONNECTIONS_LIMIT.gauge(POOL_SIZE + MAX_OVERFLOW),
            self._checks(),  # last: they take connections of the pool, which are counted above
        )

    def _checks(self) -> Metric:
        checks = _CHECK_OK.gauge()
        for check, result in self._health_checks.read_in_thread(self._loop).items():
            checks.add_metric([check], result == OK)
        return checks
