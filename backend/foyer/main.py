"""The web application."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from foyer import logs
from foyer.api import docs_page, openapi
from foyer.api.middleware.body_limit import MAX_FIELD_BYTES, MAX_FIELDS, MAX_FILES, BodyLimit
from foyer.api.middleware.request_id import RequestId
from foyer.api.middleware.same_origin import SameOrigin
from foyer.api.problems import add_error_handlers
from foyer.api.rate_limits import Limits
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
    tasks,
)
from foyer.api.routes.admin import audit_log, staff, statistics, task_actions, task_history
from foyer.db.engines import async_engine
from foyer.long_polling.listener import listening
from foyer.settings import get_settings
from foyer.task_engine.dispatch import AfterResponse

_RESOURCES = (
    *(sign_ups, sign_up_mail, sign_up_picture, confirmations, tasks),
    *(sessions, password_resets, me, my_email, my_password, my_picture),
    *(task_history, task_actions, statistics, staff, audit_log, health),
)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    gc.freeze()  # what is loaded by now stays; to look through it again takes a tenth of a second
    app.state.dispatcher = AfterResponse()
    app.state.limits = Limits(get_settings())
    async with listening(get_settings().waiting_clients) as app.state.subscriptions:
        yield
    await app.state.limits.close()
    await async_engine().dispose()


def create_app() -> FastAPI:
    """Build the application from the settings in the environment."""
    settings = get_settings()
    logs.configure()
    app = FastAPI(
        title="Foyer",
        version="1",
        description="The front door of a web product.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        debug=settings.debug,
        redirect_slashes=False,  # a redirect would lead to the host that the request names
        generate_unique_id_function=_operation_id,
    )
    api = APIRouter(
        prefix="/api",
        form_limits={
            "max_files": MAX_FILES,
            "max_fields": MAX_FIELDS,
            "max_part_size": MAX_FIELD_BYTES,
        },
    )
    for resource in _RESOURCES:
        api.include_router(resource.router)
    app.include_router(api)
    docs_page.add_docs(app)
    openapi.describe(app)
    add_error_handlers(app)
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(SameOrigin, origin=settings.public_url.origin)
    app.add_middleware(RequestId)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name
