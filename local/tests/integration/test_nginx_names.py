"""nginx looks up the API's name again while it runs, as a replaced container has a new address."""

import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx
import pytest

from foyer.api.prefer import MAX_WAIT
from local.context import Context
from local.http import NO_TLS
from local.nginx import Nginx, Upstreams
from local.ports import LOOPBACK, free_port
from local.tests.integration.broken_servers import broken_server, close_later
from local.tests.integration.upstream import upstream
from testkit.name_server import NameServer, name_server
from testkit.wait import wait_until


class NamedApiNginx(Nginx):
    """nginx in a container: it knows a name of the API, and a DNS server."""

    def __init__(self, folder: Path, port: int, resolver: str) -> None:
        upstreams = Upstreams(port, port, port)
        super().__init__(folder, free_port(), upstreams, folder / "media", Context(folder / "logs"))
        self._api_port, self._resolver = port, resolver

    def values(self) -> Mapping[str, str]:
        """Return the templates' values."""
        names = {"WEB_API": f"api.example:{self._api_port}", "WEB_RESOLVER": self._resolver}
        return {**super().values(), **names, "WEB_RESOLVE": "resolve"}


class LateNginx(NamedApiNginx):
    """A request that it has sent at this moment has waited as long as a long poll may."""

    def prepare(self) -> None:
        """Write the configuration with limits for further tries that are so much shorter."""
        super().prepare()
        for path in self.folder.glob("*.conf"):
            path.write_text(
                re.sub(
                    r"(?<=proxy_next_upstream_timeout )(\d+)s",
                    lambda limit: f"{max(1, 1000 * (int(limit[1]) - MAX_WAIT))}ms",
                    path.read_text(encoding="utf-8"),
                ),
                encoding="utf-8",
            )


@pytest.fixture
def names_and_nginx(tmp_path: Path) -> Iterator[tuple[NameServer, Nginx]]:
    """The name has no address when nginx starts; the API listens at 127.0.0.2 only."""
    with upstream("127.0.0.2") as port, name_server() as (names, address):
        nginx = NamedApiNginx(tmp_path, port, address)
        nginx.start()
        yield names, nginx
        nginx.stop()


def test_a_replaced_api_is_found(names_and_nginx: tuple[NameServer, Nginx]) -> None:
    names, nginx = names_and_nginx

    def answers(status: int) -> bool:
        """Whether the API answers, or not, over a kept connection and over a new one."""
        responses = [
            httpx.request(method, f"{nginx.url}/api/x", trust_env=False, verify=NO_TLS)
            for method in ("GET", "POST")
        ]
        return [response.status_code for response in responses] == [status] * 2

    assert answers(503)
    for address, status in (("127.0.0.2", 200), ("127.0.0.3", 503), ("127.0.0.2", 200)):
        names.addresses = (address,)
        wait_until(partial(answers, status), what=f"{status} from {address}")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_request_fails_while_most_addresses_refuse_connections(
    names_and_nginx: tuple[NameServer, Nginx], method: str
) -> None:
    """As for seconds after a deployment: the name still has the addresses of stopped containers.

    nginx begins at a random address after each look-up, so there are many stopped ones.
    """
    names, nginx = names_and_nginx
    port = int(nginx.values()["WEB_API"].partition(":")[2])
    stopped = [f"127.0.1.{number}" for number in range(1, 25)]
    started = [f"127.0.0.{number}" for number in (3, 4, 5)]

    def status(method: str) -> int:
        url = f"{nginx.url}/api/x"
        return httpx.request(method, url, trust_env=False, verify=NO_TLS).status_code

    with ExitStack() as apis:
        for address in started:
            apis.enter_context(upstream(address, port))
        names.addresses = (*stopped, "127.0.0.2", *started)
        wait_until(lambda: status("GET") == 200, what="an answer of an API")
        assert {status(method) for _ in range(40)} == {200}


def test_a_long_poll_that_breaks_at_its_end_goes_to_another_api(tmp_path: Path) -> None:
    breaks = threading.Event()

    def break_off(link: socket.socket) -> None:
        close_later(link)
        breaks.set()

    with (
        broken_server(break_off) as port,
        upstream("127.0.0.2", port),
        name_server(LOOPBACK, "127.0.0.2") as (_, address),
    ):
        nginx = LateNginx(tmp_path, port, address)
        nginx.start()

        def status() -> int:
            url = f"{nginx.url}/api/x"
            return httpx.get(url, trust_env=False, verify=NO_TLS).status_code

        wait_until(lambda: status() == 200, what="an answer of an API")
        breaks.clear()
        statuses = {status() for _ in range(10)}
        nginx.stop()
    assert breaks.is_set()
    assert statuses == {200}
