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


def section(heading: str) -> str:
    """Return the section of docs/operations.md whose heading ends so, in one line."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (text,) = re.findall(rf"^#+ .*{heading}\n(.*?)^##", page, re.MULTILINE | re.DOTALL)
    return " ".join(text.split())


@pytest.mark.parametrize("name", BACKEND)
def test_each_process_of_the_backend_has_the_common_settings(name: str) -> None:
    """`environment` of a service replaces that of the anchor, and does not extend it."""
    environment = FILE["services"][name]["environment"]
    assert SETTINGS.items() <= environment.items()


@pytest.mark.parametrize("name", FILE["services"])
def test_the_output_of_a_container_cannot_fill_the_disk(name: str) -> None:
    assert FILE["services"][name]["logging"]["options"]["max-size"]


def test_a_new_nginx_does_not_wait_for_the_long_polls_of_the_old_one() -> None:
    """The old one has closed its port; by default, Docker gives it ten seconds."""
    assert FILE["services"]["web"]["stop_grace_period"] == "1s"


def test_optional_packages_of_the_image_come_from_the_environment() -> None:
    """An argument of the command line would be missing at the next build."""
    assert FILE["x-backend"]["build"]["args"]["EXTRAS"] == "${EXTRAS:-}"


def test_another_machine_reaches_the_port_of_the_api() -> None:
    path = ROOT / "deploy" / "compose" / "api-machine.yml"
    services = yaml.safe_load(path.read_text(encoding="utf-8"))["services"]
    (port,) = services.pop("api")["ports"]
    assert services == {}
    assert re.fullmatch(r"\$\{API_BIND:\?.*\}:8000:8000", port)


def test_commands_for_several_machines_start_services_without_their_servers() -> None:
    text = section("several machines")
    commands = re.findall(r"docker compose up ((?:--\S+ )*)([a-z -]+)`", text)
    started = {name for _, names in commands for name in names.split()}
    assert started == set(FILE["services"]) - {"database", "broker", "mail", "migrate"}
    # Without --wait, the next machine would stop its API before this one listens.
    assert {options for options, _ in commands} == {"--detach --wait --no-deps "}


@pytest.mark.parametrize("heading", ["several machines", "Without an interruption"])
def test_commands_for_a_new_version_build_its_images_before_the_migration(heading: str) -> None:
    """`docker compose up` and `run` use an image that exists."""
    before, migration, _ = section(heading).partition("docker compose run --rm --no-deps migrate")
    assert migration
    (names,) = re.findall(r"docker compose build((?: [a-z]+)*)", before)
    services = FILE["services"]
    images = {services[name]["image"] for name in names.split() or services}
    assert images >= {"foyer-backend", "foyer-web"}


def test_nginx_gets_its_settings_with_the_defaults_of_its_image() -> None:
    dockerfile = (ROOT / "nginx" / "Dockerfile").read_text(encoding="utf-8")
    defaults = dict(re.findall(r"^ +(WEB_\w+)=(\S*)", dockerfile, re.MULTILINE))
    environment = FILE["services"]["web"]["environment"]
    for name in ("WEB_API", "WEB_STORAGE", "WEB_BUCKET_URL", "WEB_CA_FILE", "WEB_CACHE_SIZE"):
        assert environment[name] == f"${{{name}:-{defaults[name]}}}"
    folders = [tmpfs.partition(":")[0] for tmpfs in FILE["services"]["web"]["tmpfs"]]
    assert [folder for folder in folders if defaults["WEB_CACHE"].startswith(f"{folder}/")]
