"""Every page and state there is to look at: test_accessibility.py has axe look, screenshots.py us.

Who builds a new state adds its scene here.
"""

from e2e.scenes import (
    accounts,
    administration,
    anywhere,
    confirming,
    german,
    profile,
    signing_up,
    waiting,
)
from e2e.scenes.scene import Scene

_PARTS = (administration, signing_up, waiting, confirming, accounts, profile, anywhere, german)

# The administrators' come first: then their lists show little but the made-up history.
SCENES: tuple[Scene, ...] = tuple(scene for part in _PARTS for scene in part.act.scenes)
