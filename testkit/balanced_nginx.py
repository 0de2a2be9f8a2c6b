"""nginx in front of several API processes, as in front of several containers."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.context import Context
from local.nginx import Nginx
from local.ports import LOOPBACK
from local.stack import Stack

NAME = "apis"


class BalancedNginx(Nginx):
    """nginx that takes turns between APIs.

    In containers the name `api` has several addresses. Here they are groups of servers instead,
    with the same rules: one for kept connections, and one that keeps none and forgets which server
    failed, as nginx does with the addresses of a name.
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
        configuration = self.folder / "proxy.conf"
        text = configuration.read_text(encoding="utf-8")
        (kept,) = re.findall(rf"server {NAME} [^;]*;", text)
        addresses = [f"{LOOPBACK}:{port}" for port in self._api_ports]
        servers = " ".join(kept.replace(NAME, address) for address in addresses)
        forgetful = " ".join(f"server {address} max_fails=0;" for address in addresses)
        # Since 1.29.7, nginx keeps the connections of a group unless it says otherwise.
        group = f"upstream {NAME} {{ {forgetful} keepalive 0; }}\n"
        text = text.replace(kept, servers) + group
        configuration.write_text(text, encoding="utf-8")
