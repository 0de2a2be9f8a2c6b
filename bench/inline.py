"""The same API with the slow work inside the request: what Foyer would be without Celery.

Everything else is the same code: the form, the checks, the hash, the rows, the commit.
"""

import asyncio
from typing import Annotated

from fastapi import BackgroundTasks, FastAPI, File, Form, Response, UploadFile

from foyer import tasks
from foyer.api.dependencies import ClientInfoDep, SessionDep, SettingsDep
from foyer.api.rate_limits import ClientDep, LimitsDep
from foyer.api.routes.sign_ups import create_sign_up
from foyer.api.schemas.sign_ups import SignUpBody
from foyer.main import create_app as create_foyer
from foyer.models import Language
from foyer.task_engine.dispatch import AfterResponse
from foyer.task_engine.kinds import Run, kinds
from foyer.task_engine.models import Task


def create_app() -> FastAPI:
    app = create_foyer()

    @app.post("/inline/sign-ups", status_code=202)
    async def sign_up_inline(
        response: Response,
        session: SessionDep,
        settings: SettingsDep,
        client_info: ClientInfoDep,
        limits: LimitsDep,
        client: ClientDep,
        email: Annotated[str, Form()],
        password: Annotated[str, Form()],
        display_name: Annotated[str, Form()],
        picture: Annotated[UploadFile, File()],
    ) -> SignUpBody:
        answer = await create_sign_up(
            response=response,
            background=BackgroundTasks(),  # never run: nothing is dispatched
            session=session,
            settings=settings,
            dispatch=AfterResponse(),
            client_info=client_info,
            limits=limits,
            client=client,
            language=Language.ENGLISH,
            email=email,
            password=password,
            display_name=display_name,
            picture=picture,
        )
        tasks = [await session.get_one(Task, status.id) for status in answer.tasks]
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
        await session.commit()
        for task, run in zip(answer.tasks, runs, strict=True):
            await asyncio.to_thread(kinds[task.kind].body, run)
        return answer

    return app


__all__ = ["create_app", "tasks"]
