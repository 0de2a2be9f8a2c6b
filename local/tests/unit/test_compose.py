"""docker-compose.yml: what all of its services must have."""

import pytest
import yaml

from local.bootstrap import ROOT

FILE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SETTINGS = FILE["x-backend"]["environment"]
BACKEND = [
    name for name, service in FILE["services"].items() if service.get("image") == "foyer-backend"
]


@pytest.mark.parametrize("name", BACKEND)
def test_each_process_of_the_backend_has_the_common_settings(name: str) -> None:
    """`environment` of a service replaces that of the anchor, and does not extend it."""
    environment = FILE["services"][name]["environment"]
    assert SETTINGS.items() <= environment.items()


@pytest.mark.parametrize("name", FILE["services"])
def test_the_output_of_a_container_cannot_fill_the_disk(name: str) -> None:
    assert FILE["services"][name]["logging"]["options"]["max-size"]
