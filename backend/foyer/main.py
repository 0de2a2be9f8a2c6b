"""The web application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from foyer import logs
from foyer.api import admin, confirmations, docs, health, me, openapi, sessions, sign_ups, tasks
from foyer.api.problems import add_error_handlers
from foyer.api.request_id import RequestId
from foyer.api.same_origin import SameOrigin
from foyer.db import async_engine
from foyer.settings import get_settings
from foyer.tasks.dispatch import AfterResponse


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.dispatcher = AfterResponse()
    yield
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
        generate_unique_id_function=_operation_id,
    )
    api = APIRouter(prefix="/api")
    for resource in (sign_ups, tasks, confirmations, sessions, me, admin, health):
        api.include_router(resource.router)
    app.include_router(api)
    docs.add_docs(app)
    openapi.describe(app)
    add_error_handlers(app)
    app.add_middleware(SameOrigin, public_url=settings.public_url)
    app.add_middleware(RequestId)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name
