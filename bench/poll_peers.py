"""What bench/poll.py compares Foyer with: a bare FastAPI route, and Celery's usual AsyncResult."""

import os

from celery import Celery
from celery.result import AsyncResult
from fastapi import FastAPI

TASK_ID = "a-task-that-has-ended"

_celery = Celery(backend=os.environ["PEER_REDIS_URL"])


def create_app() -> FastAPI:
    """Store a result as a worker does, and return the application."""
    _celery.backend.store_result(TASK_ID, {"thumbnails": 4}, "SUCCESS")
    app = FastAPI()

    @app.get("/bare")
    async def bare() -> dict[str, str]:
        return {"state": "SUCCESS"}

    @app.get("/async-result/{task_id}")
    def state(task_id: str) -> dict[str, object]:
        result: AsyncResult[object] = AsyncResult(task_id, app=_celery)
        return {"id": task_id, "state": result.state, "result": result.result}

    return app
