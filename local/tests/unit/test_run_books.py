"""docs/run-books.md: each name in it exists, and each alert leads to a run-book."""

import re
import shlex
import subprocess
from collections.abc import Iterator

import pytest
import yaml

from local.bootstrap import ROOT

PAGE = (ROOT / "docs" / "run-books.md").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SCALED = (ROOT / "docker-compose.scale.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(COMPOSE)["services"]
METRICS = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
ALERTS = {
    rule["alert"]
    for group in yaml.safe_load((ROOT / "deploy/monitoring/alerts.yaml").read_text())["groups"]
    for rule in group["rules"]
}
FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
COMPOSE_COMMANDS = {"exec", "kill", "logs", "ps", "restart", "run", "up"}
STARTS = re.compile(r"docker compose (?:run|up)((?: --[a-z-]+(?: \./\S+)?)*) ([a-z][a-z-]*)")
REPLACE = "deploy/compose/replace.sh"
DOCKER_COMMANDS = {"builder prune", "image prune", "system df", "tag"}
UPLOADS = "/tmp"  # noqa: S108 - in a container, a file system of its own
# Words of other programs: PostgreSQL, Valkey, Docker, and parts of commands.
FOREIGN = {
    *("VACUUM FULL", "maxmemory", "maxmemory_policy", "noeviction", "aof_last_write_status"),
    *("unhealthy", UPLOADS, "--no-deps", "--scale"),
}


def code() -> Iterator[str]:
    """Yield the code spans, which may be wrapped, and the lines of the blocks of commands."""
    for span in re.findall(r"`([^`]+)`", FENCED.sub("", PAGE)):
        yield re.sub(r"\s+", " ", span)
    for language, block in FENCED.findall(PAGE):
        if not language:
            yield from block.splitlines()


def commands(start: str) -> list[list[str]]:
    return [shlex.split(span)[1:] for span in code() if span.startswith(f"{start} ")]


def is_in_the_code(text: str) -> bool:
    """Return whether the programs contain a text: a log event, a code, a state, a sentence."""
    folders = ("backend/foyer", "docker-compose.yml", "frontend/src", "nginx/templates")
    command = ["git", "grep", "--quiet", "--fixed-strings", "-e", text, "--", *folders]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def is_known(span: str) -> bool:
    if re.match(rf"(docker|kubectl|foyer|{REPLACE}) ", span) or span in FOREIGN:
        return True  # these commands have tests of their own
    if span.startswith("foyer_"):
        return f"`{span}`" in METRICS
    if re.fullmatch(r"Foyer\w+", span):
        return span in ALERTS
    if re.fullmatch(r"[A-Z]+(_[A-Z]+)*", span):
        return f"`{span}`" in SETTINGS or f"${{{span}:" in COMPOSE + SCALED
    if match := re.fullmatch(r"/admin/(\w+)|(state)=\"\w+\"|checks\.(\w+)", span):
        return is_in_the_code(next(part for part in match.groups() if part))
    return (ROOT / span).is_file() or is_in_the_code(span)


@pytest.mark.parametrize("span", sorted(set(code())))
def test_each_name_in_the_run_books_exists(span: str) -> None:
    assert is_known(span)


@pytest.mark.parametrize("alert", sorted(ALERTS))
def test_each_alert_leads_to_a_run_book(alert: str) -> None:
    table = "\n".join(line for line in PAGE.splitlines() if line.startswith("| "))
    assert f"`{alert}`" in table


@pytest.mark.parametrize("words", commands("docker"), ids=" ".join)
def test_commands_of_docker_name_services_and_images_that_exist(words: list[str]) -> None:
    if words[0] != "compose":
        assert words[0] in DOCKER_COMMANDS or " ".join(words[:2]) in DOCKER_COMMANDS
        names = [word.partition(":")[0] for word in words[1:] if words[0] == "tag"]
        assert [name for name in names if f"image: {name}\n" not in COMPOSE] == []
        return
    command, *arguments = words[1:]
    assert command in COMPOSE_COMMANDS
    names = [word for word in arguments if re.fullmatch(r"[a-z][a-z-]+", word)]
    assert set(names[:1] if command in {"exec", "run"} else names) <= SERVICES.keys()


@pytest.mark.parametrize("words", commands(REPLACE), ids=" ".join)
def test_containers_of_services_that_exist_are_replaced(words: list[str]) -> None:
    assert set(words) <= SERVICES.keys() - {"web"}


@pytest.mark.parametrize("document", ["operations.md", "run-books.md"])
def test_commands_that_start_a_service_leave_the_migration_out(document: str) -> None:
    """After a roll-back, `migrate` fails: a service that depends on it would not start."""
    text = " ".join((ROOT / "docs" / document).read_text(encoding="utf-8").split())
    started = STARTS.findall(text)
    assert started
    assert [
        (options, service)
        for options, service in started
        if "depends_on" in SERVICES.get(service, {}) and "--no-deps" not in options
    ] == []


@pytest.mark.parametrize("words", commands("kubectl"), ids=" ".join)
def test_commands_of_kubectl_name_the_namespace(words: list[str]) -> None:
    assert words[:2] == ["-n", "foyer"]


def test_paths_in_containers_are_those_of_the_images() -> None:
    mounted = set(re.findall(r"- \w+:(/[\w/]+)|\w+:(/[\w/]+)\"", COMPOSE))
    paths = {path for pair in mounted for path in pair if path} | {UPLOADS}
    for words in commands("docker"):
        if words[0] == "compose" and "df" in words:
            used = [word for word in words if word.startswith("/")]
            assert used
            assert set(used) <= paths
