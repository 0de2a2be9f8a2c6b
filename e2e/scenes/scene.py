"""A scene: a page of the product in one state, and how a person gets there."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

from e2e.scenes.cast import Cast

Reach = Callable[[Page, Cast], None]
"""Brings a new page there; returns once that by which one knows the state is to be seen."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is looked at: by axe, and in the screenshots."""

    name: str
    reach: Reach
    locale: str
    chromium_only: bool


@dataclass(frozen=True, slots=True)
class Act:
    """The scenes of one part of the product."""

    locale: str = "en-GB"
    scenes: list[Scene] = field(default_factory=list)

    def scene(self, *, chromium_only: bool = False) -> Callable[[Reach], Reach]:
        """Add the scene that a function leads to; its name is the function's."""

        def add(reach: Reach) -> Reach:
            name = reach.__name__.replace("_", "-")
            self.scenes.append(Scene(name, reach, self.locale, chromium_only))
            return reach

        return add
