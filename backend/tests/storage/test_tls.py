"""https: Foyer's processes and nginx verify the certificate of the store, here a private one's."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from foyer.object_storage.errors import StorageUnreachableError
from foyer.object_storage.s3 import S3Storage
from foyer.urls.storage import StorageUrl
from local.context import Context
from local.http import NO_TLS
from local.nginx import Nginx, Upstreams
from local.ports import LOOPBACK, free_port
from testkit.name_server import name_server
from testkit.seaweedfs import BUCKET, SeaweedFS
from testkit.tls_proxies import NginxProxy
from tests.servers.certificate import Certificate, ChainedCertificate

HOST = "store.example"  # nginx accepts no certificate for an IP address
KEY, CONTENT = "media/tls/64.webp", b"a thumbnail"
TIMEOUT = timedelta(seconds=5)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ChainedCertificate:
    names = f"DNS:{HOST},IP:{LOOPBACK}"
    return ChainedCertificate.create(tmp_path_factory.mktemp("certificate"), names)


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another authority."""
    return Certificate.create(tmp_path_factory.mktemp("stranger"), f"DNS:{HOST}").file


@pytest.fixture(scope="module")
def proxy(
    seaweedfs: SeaweedFS, certificate: ChainedCertificate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NginxProxy]:
    """TLS in front of the store."""
    folder = tmp_path_factory.mktemp("proxy")
    proxy = NginxProxy(
        folder,
        seaweedfs.port,
        Context(folder),
        certificate.file,
        certificate.key,
        authority=certificate.authority,
    )
    proxy.start()
    yield proxy
    proxy.stop()


class TlsNginx(Nginx):
    """nginx with the thumbnails in an https bucket whose name a DNS server knows."""

    def __init__(self, folder: Path, bucket_url: str, authority: Path, resolver: str) -> None:
        dead = free_port()
        context = Context(folder / "logs")
        upstreams = Upstreams(dead, dead, dead)
        super().__init__(
            folder, free_port(), upstreams, folder / "media", context, bucket_url=bucket_url
        )
        self._tls = {"WEB_CA_FILE": str(authority), "WEB_RESOLVER": resolver}

    def values(self) -> Mapping[str, str]:
        """Return the templates' values."""
        return {**super().values(), **self._tls}


@contextmanager
def nginx_trusting(authority: Path, folder: Path, store_port: int) -> Iterator[Nginx]:
    with name_server(LOOPBACK) as (_, resolver):
        nginx = TlsNginx(folder, f"https://{HOST}:{store_port}/{BUCKET}", authority, resolver)
        nginx.start()
        try:
            yield nginx
        finally:
            nginx.stop()


def thumbnail(nginx: Nginx) -> httpx.Response:
    return httpx.get(f"{nginx.url}/{KEY}", trust_env=False, verify=NO_TLS, timeout=30)


@pytest.fixture
def url(seaweedfs: SeaweedFS, proxy: NginxProxy) -> StorageUrl:
    return StorageUrl.parse(seaweedfs.url_for(endpoint=proxy.url))


def test_storage_trusts_the_authority_in_ssl_cert_file(
    url: StorageUrl, certificate: ChainedCertificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
    storage = S3Storage(url, TIMEOUT)
    storage.create_bucket()
    storage.put(KEY, io.BytesIO(CONTENT), "image/webp")
    with storage.open(KEY) as file:
        assert file.read() == CONTENT


def test_storage_refuses_a_certificate_of_another_authority(
    url: StorageUrl, stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(stranger))
    storage = S3Storage(url, TIMEOUT)
    with capture_logs() as logged:
        with pytest.raises(StorageUnreachableError):
            storage.create_bucket()
        with pytest.raises(StorageUnreachableError):
            storage.put(KEY, io.BytesIO(CONTENT), "image/webp")
    assert [entry["reason"] for entry in logged] == ["certificate not trusted"] * 2


def test_nginx_shows_thumbnails_of_a_store_of_the_authority_in_web_ca_file(
    bucket: S3Storage, proxy: NginxProxy, certificate: ChainedCertificate, tmp_path: Path
) -> None:
    bucket.put(KEY, io.BytesIO(CONTENT), "image/webp")
    with nginx_trusting(certificate.authority, tmp_path, proxy.port) as nginx:
        assert thumbnail(nginx).raise_for_status().content == CONTENT


def test_nginx_refuses_a_store_of_another_authority(
    bucket: S3Storage, proxy: NginxProxy, stranger: Path, tmp_path: Path
) -> None:
    bucket.put(KEY, io.BytesIO(CONTENT), "image/webp")
    with nginx_trusting(stranger, tmp_path, proxy.port) as nginx:
        assert thumbnail(nginx).status_code == httpx.codes.SERVICE_UNAVAILABLE
