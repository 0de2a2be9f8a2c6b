"""Celery's command `revoke`, as Flower and `celery control` send it: it also revokes the row.

Celery only remembers the task's id, in the memory of each worker, and discards the message when it
arrives. The row would stay unfinished, so its message would be published and discarded again.
"""

from typing import Any
from uuid import UUID

import structlog
from celery.utils.functional import maybe_list
from celery.worker import control

from foyer.db.engines import transaction
from foyer.task_engine import transitions

log = structlog.stdlib.get_logger(__name__)

_revoke_in_celery: Any = control.Panel.data["revoke"]


@control.control_command(name="revoke", variadic="task_id", signature="[id1 [id2 [... [idN]]]]")
def revoke(state: Any, task_id: Any, **options: Any) -> Any:
    """Revoke tasks. Each worker gets the command, and the first one changes the rows."""
    try:
        task_ids = [UUID(text) for text in maybe_list(task_id) or []]
        with transaction() as session:
            count = transitions.revoke_all(session, task_ids)
    except Exception as error:  # noqa: BLE001 - the sender gets the reason
        log.warning("revoke_failed", tasks=task_id, reason=repr(error))
        return {"error": f"The task was not revoked: {error!r}"}
    log.info("revoked", tasks=task_id, count=count)
    return _revoke_in_celery(state, task_id, **options)
