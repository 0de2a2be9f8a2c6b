"""The Celery application of the campaign's workers: Foyer's kinds and the campaign's."""

import os
from importlib import import_module

from chaos import task_kinds
from chaos.processes import OLD_VERSION
from foyer.tasks import app

if not os.environ.get(OLD_VERSION):
    import_module("chaos.bad_kinds")

__all__ = ["app", "task_kinds"]
