"""docker-compose.yml: what all of its services must have."""

import re

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


def test_nginx_gets_the_settings_of_a_bucket_with_the_defaults_of_its_image() -> None:
    dockerfile = (ROOT / "nginx" / "Dockerfile").read_text(encoding="utf-8")
    defaults = dict(re.findall(r"^ +(WEB_\w+)=(\S*)", dockerfile, re.MULTILINE))
    environment = FILE["services"]["web"]["environment"]
    for name in ("WEB_STORAGE", "WEB_BUCKET_URL", "WEB_CA_FILE", "WEB_CACHE_SIZE"):
        assert environment[name] == f"${{{name}:-{defaults[name]}}}"
    folders = [tmpfs.partition(":")[0] for tmpfs in FILE["services"]["web"]["tmpfs"]]
    assert [folder for folder in folders if defaults["WEB_CACHE"].startswith(f"{folder}/")]
