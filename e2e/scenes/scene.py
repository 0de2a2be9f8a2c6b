"""A scene: one state of one page, and the steps that lead to it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

from e2e.scenes.people import People

OpenScene = Callable[[Page, People], None]
"""Opens the state in a new page; returns when its distinctive element is visible."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One state of one page, for axe and for the screenshots."""

    name: str
    open: OpenScene
    locale: str
    chromium_only: bool


@dataclass(frozen=True, slots=True)
class SceneGroup:
    """The scenes of one part of the product."""

    locale: str = "en-GB"
    scenes: list[Scene] = field(default_factory=list)

    def scene(self, *, chromium_only: bool = False) -> Callable[[OpenScene], OpenScene]:
        """Register the scene that a function opens; its name is the function's."""

        def add(open_scene: OpenScene) -> OpenScene:
            name = open_scene.__name__.replace("_", "-")
            self.scenes.append(Scene(name, open_scene, self.locale, chromium_only))
            return open_scene

        return add
