"""The HTTP server of a process's Prometheus metrics, on a port that nginx does not pass on."""

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.simple_server import WSGIServer

import structlog
from prometheus_client import CollectorRegistry, start_http_server

from foyer.settings import Settings, SettingsRefusedError

log = structlog.stdlib.get_logger(__name__)

MAX_PORTS = 32  # the limit of processes with metrics on one machine


@contextmanager
def metrics_server(settings: Settings, registry: CollectorRegistry) -> Iterator[None]:
    """Serve the metrics of this process until the block ends, if `METRICS_PORT` is set.

    Each process takes the first free port from there on, so that several processes of one machine
    need no settings of their own. Without a free port, the process runs without metrics.
    """
    if settings.metrics_port is None:
        yield
        return
    listening = _listen(settings.metrics_port, settings.metrics_host, registry)
    if listening is None:
        log.warning("metrics_not_served", reason="no free port", port=settings.metrics_port)
        yield
        return
    server, thread = listening
    log.info("metrics_served", port=server.server_port)
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _listen(
    first: int, host: str, registry: CollectorRegistry
) -> tuple[WSGIServer, threading.Thread] | None:
    """Start a server on the first free port; return None if there is none.

    Raises:
        SettingsRefusedError: the host is not this machine, or the port needs other rights.
    """
    for port in range(first, min(first + MAX_PORTS, 2**16)):
        try:
            return start_http_server(port, host, registry)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise SettingsRefusedError.because("METRICS_HOST, METRICS_PORT", error) from None
    return None
