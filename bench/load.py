"""`python -m bench.load URL CONNECTIONS SECONDS`: a steady load of GET requests on one address.

Each connection sends its next request when the response to the previous one is complete. Prints
the requests per second and the latencies as JSON. A process of its own, without an HTTP library:
the client must be faster than the server that it measures.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from statistics import quantiles
from urllib.parse import urlsplit

_HEAD_END = b"\r\n\r\n"
_FEWEST = 100  # responses, for the percentiles; a loaded machine needs longer for them


@dataclass(frozen=True, slots=True)
class Load:
    """The result: requests per second, and latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


class _Connection(asyncio.Protocol):
    def __init__(self, request: bytes, latencies: list[float]) -> None:
        self._request = request
        self._latencies = latencies
        self._buffer = b""
        self._sent_at = 0.0
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, body = self._buffer.partition(_HEAD_END)
        if not end or len(body) < _content_length(head):
            return
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 304")):
            raise RuntimeError(head.decode("latin-1"))
        self._latencies.append(time.perf_counter() - self._sent_at)
        self._buffer = b""
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if error:
            self.closed.set_exception(error)
        elif not self.closed.done():
            self.closed.set_result(None)

    def close(self) -> None:
        self._transport.close()


def _content_length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0


async def measure(url: str, connections: int, seconds: float) -> Load:
    """Send requests for this many seconds, or until there are enough responses.

    Raises:
        RuntimeError: a response was neither 200 nor 304.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 80
    request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
    latencies: list[float] = []
    loop = asyncio.get_running_loop()
    protocols: list[_Connection] = []
    for _ in range(connections):
        _, protocol = await loop.create_connection(
            lambda: _Connection(request, latencies), host, port
        )
        protocols.append(protocol)
    latencies.clear()
    started = time.perf_counter()
    closed = [protocol.closed for protocol in protocols]
    await asyncio.wait(closed, timeout=seconds)
    while len(latencies) < _FEWEST and not any(future.done() for future in closed):
        await asyncio.wait(closed, timeout=0.1, return_when=asyncio.FIRST_COMPLETED)
    elapsed = time.perf_counter() - started
    for protocol in protocols:
        protocol.close()
    await asyncio.gather(*closed)
    percentiles = quantiles(latencies, n=100)
    return Load(len(latencies) / elapsed, percentiles[49] * 1000, percentiles[98] * 1000)


if __name__ == "__main__":
    url, connections, seconds = sys.argv[1:]
    print(json.dumps(asdict(asyncio.run(measure(url, int(connections), float(seconds))))))
