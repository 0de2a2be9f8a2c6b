"""Until when releases of a program are supported: from endoflife.date, or from the stored copy."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

import httpx

STORED = Path(__file__).with_name("support_dates.json")
SERVICE = "https://endoflife.date/api/v1/products"
TIMEOUT = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Cycle:
    """A line of releases, such as nginx 1.30.

    Attributes:
        ends: the end of its support; None if it has none yet.
        latest: its newest release.
    """

    name: str
    ends: date | None
    latest: str

    def is_supported(self, today: date) -> bool:
        return self.ends is None or self.ends > today


@dataclass(frozen=True, slots=True)
class SupportDates:
    """The cycles of each program, the newest first, and the day of this information."""

    day: date
    products: dict[str, list[Cycle]]

    @classmethod
    def stored(cls) -> Self:
        """Return the copy in the repository."""
        content = json.loads(STORED.read_text(encoding="utf-8"))
        products = {
            product: [_cycle(name, entry["ends"], entry["latest"]) for name, entry in names.items()]
            for product, names in content["products"].items()
        }
        return cls(date.fromisoformat(content["date"]), products)

    @classmethod
    def downloaded(cls, client: httpx.Client, today: date) -> Self:
        """Return what endoflife.date has about the same programs.

        Raises:
            httpx.HTTPError: it cannot be reached.
        """
        products = {}
        for product in cls.stored().products:
            response = client.get(f"{SERVICE}/{product}/", timeout=TIMEOUT)
            releases = response.raise_for_status().json()["result"]["releases"]
            products[product] = [_downloaded_cycle(release) for release in releases]
        return cls(today, products)

    def cycle(self, product: str, version: str) -> Cycle | None:
        """Return the newest cycle to which the version, such as 9 or 18.2, belongs."""
        for cycle in self.products[product]:
            if f"{version}.".startswith(f"{cycle.name}.") or cycle.name.startswith(f"{version}."):
                return cycle
        return None

    def newest(self, product: str) -> Cycle:
        """Return the newest cycle of a program."""
        return self.products[product][0]

    def store(self) -> None:
        """Replace the copy in the repository; cycles that ended over a year ago are left out."""
        oldest = self.day.replace(year=self.day.year - 1)
        products = {
            product: {
                cycle.name: {"ends": cycle.ends and cycle.ends.isoformat(), "latest": cycle.latest}
                for cycle in cycles
                if cycle.is_supported(oldest)
            }
            for product, cycles in self.products.items()
        }
        content = {"source": SERVICE, "date": self.day.isoformat(), "products": products}
        STORED.write_text(f"{json.dumps(content, indent=2)}\n", encoding="utf-8")


def _cycle(name: str, ends: str | None, latest: str) -> Cycle:
    return Cycle(name, date.fromisoformat(ends) if ends else None, latest)


def _downloaded_cycle(release: dict[str, Any]) -> Cycle:
    latest = (release.get("latest") or {}).get("name") or release["name"]
    return _cycle(release["name"], release.get("eolFrom"), latest)
