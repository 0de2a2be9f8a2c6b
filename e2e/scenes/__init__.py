"""All scenes: every state of every page, for axe (test_accessibility.py) and for screenshots.py.

A new state of a page gets a scene here.
"""

from e2e.scenes import (
    accounts,
    administration,
    any_page,
    confirmation,
    german,
    profile,
    sign_up,
    welcome,
)
from e2e.scenes.scene import Scene

# The administrators' scenes come first, while their lists contain little but the generated history.
_MODULES = (administration, sign_up, welcome, confirmation, accounts, profile, any_page, german)

SCENES: tuple[Scene, ...] = tuple(scene for module in _MODULES for scene in module.group.scenes)
