"""What the campaign's workers load: the application's kinds and the campaign's."""

from chaos import kinds
from foyer.jobs import app

__all__ = ["app", "kinds"]
