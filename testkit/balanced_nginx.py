"""nginx in front of several API processes, as in front of several containers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from local.context import Context
from local.nginx import Nginx
from local.ports import LOOPBACK
from local.stack import Stack

NAME = "apis"


class BalancedNginx(Nginx):
    """nginx that takes turns between APIs.

    In containers the name `api` has several addresses. Here it is a group of servers instead, with
    the same rules. nginx forgets which of them failed, as it does with addresses of a name.
    """

    def __init__(self, stack: Stack, folder: Path, api_ports: Sequence[int]) -> None:
        context = Context(stack.logs, stack.env)
        media = stack.storage / "media"
        super().__init__(folder, stack.port, stack.upstreams, media, context)
        self._api_ports = api_ports

    def values(self) -> Mapping[str, str]:
        """Return the templates' values, with the group in the place of the API's address."""
        return {**super().values(), "WEB_API": NAME}

    def prepare(self) -> None:
        """Write the configuration and the group."""
        super().prepare()
        servers = "".join(f"server {LOOPBACK}:{port} max_fails=0; " for port in self._api_ports)
        with (self.folder / "app.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(f"upstream {NAME} {{ {servers}}}\n")
