"""The proxies of deploy/tls, in front of a local stack."""

import os
import ssl
from collections.abc import Sequence
from pathlib import Path

import httpx

from local import wheels
from local.bootstrap import ROOT
from local.context import Context
from local.extra_packages import install
from local.ports import LOOPBACK, free_port
from local.process import Process

FOLDER = ROOT / "deploy" / "tls"
_LETS_ENCRYPT = "/etc/letsencrypt/live/foyer.example"


class TlsProxy(Process):
    """A server that terminates TLS on `port` and passes requests to Foyer's nginx."""

    host = LOOPBACK

    def __init__(self, folder: Path, web_port: int, context: Context) -> None:
        super().__init__("tls", folder, context)
        self.port = free_port()
        self.web_port = web_port

    @property
    def url(self) -> str:
        return f"https://{self.host}:{self.port}"

    def trust(self) -> ssl.SSLContext:
        """Return a context that trusts the proxy's certificate authority."""
        raise NotImplementedError

    def is_ready(self) -> bool:
        """Return whether it has its certificate: Caddy listens before that."""
        try:
            httpx.get(self.url, verify=self.trust(), timeout=10, trust_env=False)
        except (OSError, httpx.HTTPError):
            return False
        return self.is_running


class NginxProxy(TlsProxy):
    """deploy/tls/nginx.conf with other ports, and with a certificate of the test."""

    def __init__(
        self,
        folder: Path,
        web_port: int,
        context: Context,
        certificate: Path,
        key: Path,
        *,
        authority: Path | None = None,
    ) -> None:
        """`authority`: of the certificate; by default it is self-signed."""
        super().__init__(folder, web_port, context)
        self.plain_port = free_port()
        self._authority = authority or certificate
        self._replaced = {
            "127.0.0.1:8080": f"{LOOPBACK}:{web_port}",
            "listen 80;": f"listen {LOOPBACK}:{self.plain_port};",
            "listen 443 ssl;": f"listen {LOOPBACK}:{self.port} ssl;",
            f"{_LETS_ENCRYPT}/fullchain.pem": f'"{certificate}"',
            f"{_LETS_ENCRYPT}/privkey.pem": f'"{key}"',
        }

    def prepare(self) -> None:
        text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
        for old, new in self._replaced.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        temporary = "".join(
            f"{name}_temp_path {name};"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main = f"pid nginx.pid; events {{}} http {{ access_log off; {temporary} {text} }}"
        (self.folder / "nginx.conf").write_text(main, encoding="utf-8")

    def command(self) -> Sequence[str | Path]:
        user = "user root; " if os.geteuid() == 0 else ""
        main = f"{user}daemon off; worker_processes 1;"
        return [wheels.nginx(), "-e", "stderr", "-p", "./", "-c", "nginx.conf", "-g", main]

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self._authority))


class CaddyProxy(TlsProxy):
    """deploy/tls/Caddyfile; Caddy makes a certificate authority of its own for localhost."""

    host = "localhost"

    def __init__(self, folder: Path, web_port: int, context: Context) -> None:
        super().__init__(folder, web_port, context)
        self.env = {
            **context.env,
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "FOYER_HOST": f"{self.host}:{self.port}",
            "FOYER_WEB": f"{LOOPBACK}:{web_port}",
        }

    def prepare(self) -> None:
        options = (
            f"admin off\nskip_install_trust\nauto_https disable_redirects\ndefault_bind {LOOPBACK}"
        )
        (self.folder / "Caddyfile").write_text(f"{{\n{options}\n}}\nimport {FOLDER}/Caddyfile\n")

    def command(self) -> Sequence[str | Path]:
        return [install("caddy") / "bin" / "caddy", "run", "--config", "Caddyfile"]

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self._root))

    @property
    def _root(self) -> Path:
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
