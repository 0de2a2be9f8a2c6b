"""The Celery application of the campaign's workers: Foyer's kinds and the campaign's."""

from chaos import task_kinds
from foyer.tasks import app

__all__ = ["app", "task_kinds"]
