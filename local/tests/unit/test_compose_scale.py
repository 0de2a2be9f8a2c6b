"""docker-compose.scale.yml: the same services as docker-compose.yml, without shared folders."""

import re
from typing import Any

import pytest
import yaml

from bench.projection import API_CONNECTIONS, MAIN_CONNECTIONS, PROCESS_CONNECTIONS
from local.bootstrap import ROOT


def _services(name: str) -> dict[str, Any]:
    text = re.sub(r"!(reset|override)\b", "", (ROOT / name).read_text(encoding="utf-8"))
    services: dict[str, Any] = yaml.safe_load(text)["services"]
    return services


BASE, SCALED = _services("docker-compose.yml"), _services("docker-compose.scale.yml")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
BACKEND = [name for name, service in BASE.items() if service.get("image") == "foyer-backend"]
SINGLE = {"flower", "migrate"}
RESERVED = 3  # connections that PostgreSQL keeps for superusers


def test_each_service_of_the_small_file_is_in_the_scaled_file() -> None:
    assert set(SCALED) == {*BASE, "storage", "bucket"}
    for name in BASE:
        assert SCALED[name]["extends"] == {"file": "docker-compose.yml", "service": name}


@pytest.mark.parametrize("name", ["web", *BACKEND])
def test_no_volume_is_shared(name: str) -> None:
    assert SCALED[name]["volumes"] == []


def test_processes_that_use_pictures_have_the_store() -> None:
    users = {"api", "dispatcher", *(name for name in BACKEND if name.startswith("worker-"))}
    assert {name for name in SCALED if "STORAGE_URL" in SCALED[name].get("environment", ())} == {
        *users,
        "bucket",
    }


def test_names_of_workers_differ_between_containers() -> None:
    for name in BACKEND:
        if name.startswith("worker-"):
            assert "@%h " in BASE[name]["command"]


def _numbers_of_containers() -> dict[str, tuple[str, int]]:
    """Return the variable and the default of each service that may have several containers."""
    texts = {name: SCALED[name]["deploy"]["replicas"] for name in BACKEND if name not in SINGLE}
    matches = {name: re.fullmatch(r"\$\{(\w+):-(\d+)\}", text) for name, text in texts.items()}
    return {name: (match[1], int(match[2])) for name, match in matches.items() if match}


def test_numbers_of_containers_are_variables_that_the_guide_lists() -> None:
    """`docker compose up` undoes a number that only `--scale` has set."""
    row = re.search(r"^\| (`API_REPLICAS`.*?) \| (.*?) \|", OPERATIONS, re.MULTILINE)
    assert row
    names, defaults = (re.findall(r"`(\w+)`", column) for column in row.groups())
    listed = list(zip(names, map(int, defaults), strict=True))
    assert sorted(listed) == sorted(_numbers_of_containers().values())


def _listed_connections() -> dict[str, int]:
    """Return the highest number of connections of a container, by the table of the guide."""
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", OPERATIONS, re.MULTILINE)
    return {name: int(number) for name, number in rows}


def test_connections_of_the_guide_are_those_of_the_processes() -> None:
    """`integration/test_load` and `engine/test_connections` count those of an API and a worker."""
    expected = {"api": API_CONNECTIONS, "dispatcher": 7}
    for name in BACKEND:
        if match := re.search(r"--concurrency (?:\$\{\w+:-)?(\d+)", BASE[name].get("command", "")):
            expected[name] = PROCESS_CONNECTIONS * int(match[1]) + MAIN_CONNECTIONS
    assert _listed_connections() == expected


def test_all_containers_together_fit_the_connections_of_the_database() -> None:
    needed = _listed_connections()
    assert set(needed) == set(BACKEND) - SINGLE
    containers = {name: default for name, (_, default) in _numbers_of_containers().items()}
    total = RESERVED + sum(containers[name] * number for name, number in needed.items())
    assert f"| those of the file | {total} |" in OPERATIONS
    allowed = int(SCALED["database"]["command"][-1].removeprefix("max_connections="))
    assert total <= allowed
