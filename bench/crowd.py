"""Many long-polling pages in one process, each for its own sign-up."""

import asyncio
import time
from dataclasses import dataclass, field

TIMEOUT = 120.0  # seconds
WAIT = 25  # seconds, the most that the API allows
PAUSE = 1.0  # seconds, after a 503


@dataclass
class Client:
    """Long-polls on one connection, like a page."""

    path: str
    tag: str = ""
    news_at: float = 0.0  # Unix time
    refused: int = 0  # number of 503 responses
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while True:
                writer.write(self._question())
                status, tag = await _answer(reader)
                if not tag:
                    self.refused += 1
                    await asyncio.sleep(PAUSE)
                    continue
                self.tag = tag
                if status == 200:
                    self.news_at = time.time()
                    self.news.set()
        finally:
            writer.close()

    def _question(self) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", "Host: bench"]
        if self.tag:
            lines += [f"If-None-Match: {self.tag}", f"Prefer: wait={WAIT}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def told(self) -> float:
        """Wait for the next change; return its arrival in Unix time."""
        async with asyncio.timeout(TIMEOUT):
            await self.news.wait()
        self.news.clear()
        return self.news_at


async def _answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines if line)
    await reader.readexactly(int(headers.get("content-length", "0")))
    return int(first.split(" ")[1]), headers.get("etag", "")
