"""nginx with the real template, in front of a stub server."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.context import Context
from local.http import NO_TLS
from local.nginx import Nginx, Upstreams
from local.ports import LOOPBACK, free_port
from local.tests.integration.upstream import upstream

PICTURE = "01890a5d-ac96-774b-bcce-b302099a8057"
APP_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)


@pytest.fixture(scope="session")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """Serve a page, an asset and a thumbnail; the stub is the API, Flower and the inbox."""
    folder = tmp_path_factory.mktemp('odd $name "with" spaces')
    (folder / "dist" / "assets").mkdir(parents=True)
    (folder / "dist" / "index.html").write_text("<!doctype html><title>Foyer</title>")
    (folder / "dist" / "assets" / "index-1a2b3c.js").write_text("let asset;\n" * 200)
    (folder / "dist" / "favicon.ico").write_bytes(b"icon")
    (folder / "dist" / "robots.txt").write_text("User-agent: *")
    (folder / "media" / PICTURE).mkdir(parents=True)
    (folder / "media" / PICTURE / "64.webp").write_bytes(b"RIFF....WEBP")
    (folder / "media" / PICTURE / "64.html").write_text("<script>")
    with upstream() as port:
        yield from serving(folder, Upstreams(port, port, port, "secret of nginx"))


@pytest.fixture
def https_nginx(tmp_path: Path) -> Iterator[Nginx]:
    """Start nginx as behind a proxy that terminates TLS."""
    with upstream() as port:
        yield from serving(
            tmp_path,
            Upstreams(port, port, port),
            public_url="https://foyer.example",
            trusted_proxy=LOOPBACK,
        )


@pytest.fixture
def nginx_alone(tmp_path: Path) -> Iterator[Nginx]:
    """Start nginx without the servers behind it and without pages."""
    yield from serving(tmp_path, Upstreams(free_port(), free_port(), free_port()))


def serving(folder: Path, upstreams: Upstreams, **options: str) -> Iterator[Nginx]:
    """Start nginx with the pages and pictures in `folder` and these servers behind it."""
    context = Context(folder / "logs")
    web = Nginx(
        folder / "web",
        free_port(),
        upstreams,
        folder / "media",
        context,
        pages=folder / "dist",
        **options,
    )
    web.start()
    yield web
    web.stop()


@pytest.fixture
def client(nginx: Nginx) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=nginx.url, trust_env=False, verify=NO_TLS) as client:
        yield client


@pytest.fixture
def inbox(nginx: Nginx) -> Iterator[httpx.Client]:
    headers = {"Host": f"inbox.localhost:{nginx.port}"}
    with httpx.Client(
        base_url=nginx.url, headers=headers, trust_env=False, verify=NO_TLS
    ) as client:
        yield client
