"""The web application."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute

from foyer import logs
from foyer.allocator import return_large_blocks
from foyer.api import docs_page, openapi
from foyer.api.body_limits import PICTURE_BODY_LIMIT
from foyer.api.draining import draining
from foyer.api.health_checks import HealthChecks
from foyer.api.late_queues import LateQueues
from foyer.api.loop_lag import loop_lag
from foyer.api.metrics import api_metrics
from foyer.api.middleware.body_limit import (
    MAX_FIELD_BYTES,
    MAX_FIELDS,
    MAX_FILES,
    BodyRules,
)
from foyer.api.middleware.clean_path import CleanPath
from foyer.api.middleware.poll_from_memory import PollFromMemory
from foyer.api.middleware.request_id import RequestId
from foyer.api.middleware.same_origin import SameOrigin
from foyer.api.middleware.trusted_proxy import TrustedProxy
from foyer.api.problems import add_error_handlers
from foyer.api.rate_limits import RequestLimits
from foyer.api.routes import (
    confirmations,
    health,
    me,
    my_email,
    my_password,
    my_picture,
    password_resets,
    sessions,
    sign_up_mail,
    sign_up_picture,
    sign_ups,
)
from foyer.api.routes import tasks as task_routes
from foyer.api.routes.admin import (
    audit_log,
    queues,
    staff,
    statistics,
    task_actions,
    task_history,
)
from foyer.db.engines import async_engine
from foyer.error_reports.reports import flush_reports, start_reports
from foyer.long_polling.listener import listening
from foyer.settings import Settings, get_settings
from foyer.task_engine.dispatch import AfterResponse
from foyer.tracing.spans import start_tracing, stop_tracing

_RESOURCES = (  # in the order in which their routes are tried
    health,
    *(sign_ups, sign_up_mail, sign_up_picture, confirmations, task_routes),
    *(sessions, password_resets, me, my_email, my_password, my_picture),
    *(task_history, task_actions, statistics, queues, staff, audit_log),
)
_WITH_PICTURE = {sign_ups, sign_up_picture, my_picture}


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    return_large_blocks()
    gc.freeze()  # loaded modules are never freed; a collection that scans them takes 0.1 s
    app.state.dispatcher = AfterResponse()
    app.state.limits = RequestLimits(get_settings())
    app.state.health_checks = health_checks = HealthChecks(get_settings())
    app.state.late_queues = LateQueues(get_settings().queue_wait_limit)
    async with (
        loop_lag.measuring(),
        listening(get_settings().waiting_clients) as app.state.subscriptions,
    ):
        subscriptions = app.state.subscriptions
        metrics = api_metrics(get_settings(), subscriptions, health_checks)
        with draining(subscriptions.shut_down), metrics:
            yield
    await app.state.limits.close()
    await async_engine().dispose()
    await asyncio.gather(
        asyncio.to_thread(flush_reports, get_settings()), asyncio.to_thread(stop_tracing)
    )


def create_app() -> FastAPI:
    """Build the application from the settings in the environment."""
    settings = get_settings()
    logs.configure(terminal=settings.log_format)
    provider = start_tracing(settings, "api")
    start_reports(settings)
    app = FastAPI(
        title="Foyer",
        version="1",
        description="The front door of a web product.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        telemetry={
            "tracing": provider is not None,
            "tracer_provider": provider,
            "operation_spans": False,
            "metrics": False,
            "logs": False,
            "auto_configure": False,
        },
        debug=settings.debug,
        redirect_slashes=False,  # a redirect would use the Host header of the request
        generate_unique_id_function=_operation_id,
        form_limits={
            "max_files": MAX_FILES,
            "max_fields": MAX_FIELDS,
            "max_part_size": MAX_FIELD_BYTES,
        },
    )
    _include_routers(app)
    docs_page.add_docs(app)
    openapi.describe(app)
    add_error_handlers(app)
    _add_middleware(app, settings)
    return app


def _include_routers(app: FastAPI) -> None:
    """Add each router to the application itself: each level costs a request two searches.

    Probes ask for /health/live all the time, so its route is in no router.
    """
    app.add_api_route("/api/health/live", health.live, tags=["health"])
    for resource in _RESOURCES:
        limit = PICTURE_BODY_LIMIT if resource in _WITH_PICTURE else None
        app.include_router(resource.router, prefix="/api", max_body_size=limit)


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """The middleware that is added last runs first."""
    app.add_middleware(BodyRules, settings=settings)
    app.add_middleware(SameOrigin, origin=settings.public_url.origin)
    app.add_middleware(CleanPath)
    app.add_middleware(PollFromMemory, secure=settings.secure)
    app.add_middleware(RequestId)
    app.add_middleware(TrustedProxy, secret=settings.proxy_secret.get_secret_value())


def _operation_id(route: APIRoute) -> str:
    return route.name
