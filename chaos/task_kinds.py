"""What the campaign's workers load: the application's kinds and the campaign's."""

from chaos import kinds
from foyer.tasks import app

__all__ = ["app", "kinds"]
