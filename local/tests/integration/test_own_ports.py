"""Flower and the inbox are reached through nginx only, not by web pages on their own ports."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from local.http import NO_TLS
from local.identity import Identity
from local.mailcatcher import MailCatcher
from local.stack import Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp('odd $name "with" spaces')
    with Stack(folder, parts={"database", "broker", "mail", "api", "flower", "web"}) as stack:
        yield stack


@pytest.fixture
def mail(stack: Stack) -> MailCatcher:
    return stack.mail


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/messages/", "/event-stream"])
@pytest.mark.parametrize("host", ["localhost", "rebound.example"])
def test_the_port_of_the_inbox_asks_for_a_password(
    mail: MailCatcher, method: str, path: str, host: str
) -> None:
    headers = {"Host": host, "Origin": f"http://{host}"}

    response = httpx.request(
        method, mail.url + path, headers=headers, trust_env=False, verify=NO_TLS
    )

    assert response.status_code == 401


def test_nginx_has_the_password_of_the_inbox(stack: Stack) -> None:
    inbox = {"Host": f"inbox.localhost:{stack.port}"}

    page = httpx.get(f"{stack.web.url}/messages/", headers=inbox, trust_env=False, verify=NO_TLS)
    other_site = httpx.delete(
        f"{stack.web.url}/messages/",
        headers=inbox | {"Sec-Fetch-Site": "cross-site"},
        trust_env=False,
    )

    assert page.json() == {"messages": []}
    assert other_site.status_code == 403


def test_flower_listens_on_no_port(stack: Stack) -> None:
    processes = [psutil.Process(stack.flower.pid)]
    processes += processes[0].children(recursive=True)

    connections = [link for process in processes for link in process.net_connections("inet")]

    assert [link.laddr for link in connections if link.status == psutil.CONN_LISTEN] == []


def test_nginx_reaches_flower(stack: Stack) -> None:
    stack.foyer(
        *("create-admin", "--email", "ada@example.com", "--password-stdin"),
        standard_input="a sentence is fine\n",
    )
    with httpx.Client(base_url=stack.url, trust_env=False, verify=NO_TLS) as browser:
        account = {"email": "ada@example.com", "password": "a sentence is fine"}
        browser.post("/api/sessions", json=account).raise_for_status()

        page = browser.get("/flower/workers")

    assert (page.status_code, "Flower" in page.text) == (200, True)


def test_a_stranger_learns_no_host_names_from_the_health_check(stack: Stack) -> None:
    direct = httpx.get(f"{stack.api.url}/api/health/ready", trust_env=False, verify=NO_TLS).json()
    stranger = httpx.get(f"{stack.url}/api/health/ready", trust_env=False, verify=NO_TLS).json()

    assert direct["checks"]["workers"] == "no worker runs"
    results = {name: "ok" if text == "ok" else "failed" for name, text in direct["checks"].items()}
    assert stranger == direct | {"checks": results}


def test_an_administrator_sees_the_details_of_the_health_check(stack: Stack) -> None:
    stack.foyer(
        *("create-admin", "--email", "bob@example.com", "--password-stdin"),
        standard_input="a sentence is fine\n",
    )
    with httpx.Client(base_url=stack.url, trust_env=False, verify=NO_TLS) as browser:
        account = {"email": "bob@example.com", "password": "a sentence is fine"}
        browser.post("/api/sessions", json=account).raise_for_status()

        checks = browser.get("/api/health/ready").json()["checks"]

    assert checks["workers"] == "no worker runs"


def test_configurations_with_secrets_are_private(stack: Stack, mail: MailCatcher) -> None:
    names = ("htpasswd", "password", "mails.sqlite")
    files = [*stack.web.folder.glob("*.conf"), *(mail.folder / name for name in names)]

    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
def test_the_user_of_postgresql_can_pass_private_folders(tmp_path: Path) -> None:
    folder = tmp_path / ".local" / "data" / "database"
    folder.mkdir(parents=True)
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o700)

    Identity(owner=65534).own(folder)

    modes = [oct(path.stat().st_mode & 0o777) for path in folder.parents[:2]]
    assert modes == ["0o711", "0o711"]
