"""/health: liveness and readiness."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from foyer.accounts.roles.staff import STAFF
from foyer.accounts.sessions import user_sessions
from foyer.accounts.sessions.user_sessions import NotAllowedError
from foyer.api.dependencies import TokenDep
from foyer.api.health_checks import OK, HealthChecks, run_check
from foyer.api.schemas.health import Health
from foyer.db.engines import async_session

router = APIRouter(prefix="/health", tags=["health"])

SHARED_FOR = 1.0  # seconds; strangers cannot make a process check more often


async def live() -> Health:
    """The process is alive. Restart it when this check fails, and only then."""
    # main.py adds the route.
    return Health(status="ok", checks={})


@router.get("/ready", responses={503: {"model": Health, "description": "No database."}})
async def ready(request: Request, response: Response, token: TokenDep = None) -> Health:
    """Whether this process can serve requests, with the result of each check.

    Without the database the API cannot serve requests: 503. Without the broker, the dispatcher or
    workers, it still accepts sign-ups and their tasks run later: 200, degraded. So it does without
    the storage, but for sign-ups with a picture.
    Descriptions of problems, such as the names of workers, are for administrators, operators and
    clients that do not come through nginx.
    """
    is_from_proxy = request.state.from_proxy
    health_checks: HealthChecks = request.app.state.health_checks
    results = await health_checks.read(max_age=SHARED_FOR if is_from_proxy else 0)
    is_ok = set(results.values()) == {OK}
    if results["database"] != OK:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        status = "unavailable"
    else:
        status = "ok" if is_ok else "degraded"
    if is_from_proxy and not is_ok and await run_check(_require_staff(token)) != OK:
        results = {check: text if text == OK else "failed" for check, text in results.items()}
    return Health(status=status, checks=results)


async def _require_staff(token: str | None) -> None:
    async with async_session() as session:
        current = await user_sessions.authenticate(session, token)
    if current.user.role not in STAFF:
        raise NotAllowedError
