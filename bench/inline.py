"""The same API with the slow work inside the request: Foyer without Celery, for comparison.

The rest is the same code: the form, the checks, the hash, the rows, the commit.
"""

from fastapi import BackgroundTasks, FastAPI

from foyer import tasks
from foyer.api.middleware.body_limit import picture_body_limit
from foyer.api.request_context import RequestContextDep
from foyer.api.routes.sign_ups import SignUpFormDep, create_sign_up
from foyer.api.schemas.sign_ups import SignUpBody
from foyer.main import create_app as create_foyer
from foyer.models import Language
from foyer.settings import get_settings
from foyer.task_engine.kinds import Run, kinds
from foyer.task_engine.models import Task


def create_app() -> FastAPI:
    app = create_foyer()

    @app.post("/inline/sign-ups", status_code=202, max_body_size=picture_body_limit(get_settings()))
    async def sign_up_inline(context: RequestContextDep, form: SignUpFormDep) -> SignUpBody:
        context.background = BackgroundTasks()  # not run, so that no worker gets the tasks
        answer = await create_sign_up(context, Language.ENGLISH, form)
        tasks = [await context.session.get_one(Task, status.id) for status in answer.tasks]
        runs = [
            Run(
                id=task.id,
                attempt=1,
                created_at=task.created_at,
                subject_id=task.subject_id,
                payload=task.payload,
            )
            for task in tasks
        ]
        await context.session.commit()
        for task, run in zip(answer.tasks, runs, strict=True):
            # On the main thread: a picture's time limit is a signal. One client at a time waits.
            kinds[task.kind].function(run)
        return answer

    return app


__all__ = ["create_app", "tasks"]
