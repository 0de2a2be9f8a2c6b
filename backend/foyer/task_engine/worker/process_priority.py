"""The priority of the pool processes below that of the API."""

import os
from typing import Any

from celery.signals import worker_process_init

from foyer.settings import get_settings


@worker_process_init.connect
def _lower_priority(**_: Any) -> None:
    """Leave the processor to processes that answer requests, where they share a machine.

    The worker's main process keeps its priority: it renews the leases.
    """
    os.nice(get_settings().worker_nice)
