"""Foyer's API with the slow work in two other places, for comparison with Celery.

`POST /inline/sign-ups` does it inside the request, in a thread. `POST /background/sign-ups` does it
after the response, with FastAPI's BackgroundTasks, in a thread of the same process. The rest is the
same code: the form, the checks, the hash, the rows, the commit. Without workers, their rows of
`tasks` stay as they are.
"""

from contextlib import nullcontext
from uuid import UUID

from fastapi import BackgroundTasks, FastAPI
from starlette.concurrency import run_in_threadpool

from foyer import tasks
from foyer.api.body_limits import PICTURE_BODY_LIMIT
from foyer.api.request_context import RequestContext, RequestContextDep
from foyer.api.routes.sign_ups import SignUpForm, SignUpFormDep, create_sign_up
from foyer.api.schemas.sign_ups import SignUpBody
from foyer.main import create_app as create_foyer
from foyer.models import Language
from foyer.pictures import thumbnails
from foyer.task_engine.kinds import Run, kinds
from foyer.task_engine.models import Task

__all__ = ["create_app", "tasks"]


def create_app() -> FastAPI:
    app = create_foyer()
    unfinished: set[UUID] = set()

    @app.post("/inline/sign-ups", status_code=202, max_body_size=PICTURE_BODY_LIMIT)
    async def sign_up_inline(context: RequestContextDep, form: SignUpFormDep) -> SignUpBody:
        answer, runs = await _sign_up(context, form)
        for kind, run in runs:
            await run_in_threadpool(_work, kind, run)
        return answer

    @app.post("/background/sign-ups", status_code=202, max_body_size=PICTURE_BODY_LIMIT)
    async def sign_up_background(
        context: RequestContextDep, form: SignUpFormDep, background: BackgroundTasks
    ) -> SignUpBody:
        answer, runs = await _sign_up(context, form)
        for kind, run in runs:
            unfinished.add(run.id)
            background.add_task(_work, kind, run)
            background.add_task(unfinished.discard, run.id)
        return answer

    @app.get("/background/unfinished")
    async def count_unfinished() -> int:
        return len(unfinished)

    return app


def _work(kind: str, run: Run) -> None:
    """Run the task function in this thread.

    Without the limit of a picture's processor time: that is a signal, which only the main thread
    can receive.
    """
    setattr(thumbnails, "cpu_time_limit", nullcontext)  # noqa: B010 - not exported
    kinds[kind].function(run)


async def _sign_up(
    context: RequestContext, form: SignUpForm
) -> tuple[SignUpBody, list[tuple[str, Run]]]:
    """Create the sign-up without publishing its tasks; return it and its work by kind."""
    context.background = BackgroundTasks()  # this one is never run
    answer = await create_sign_up(context, Language.ENGLISH, form)
    rows = [await context.session.get_one(Task, status.id) for status in answer.tasks]
    runs = [
        (
            row.kind,
            Run(
                id=row.id,
                attempt=1,
                created_at=row.created_at,
                subject_id=row.subject_id,
                payload=kinds[row.kind].payload.load(row.payload, row.payload_version),
            ),
        )
        for row in rows
    ]
    await context.session.commit()
    return answer, runs
