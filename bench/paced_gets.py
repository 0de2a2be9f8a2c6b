"""`python -m bench.paced_gets URL`: a GET every 20 ms, until its standard input ends.

A process of its own, without an HTTP library: threads that send sign-ups in the same process would
make its requests wait. Prints the seconds of each as JSON.
"""

import json
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

from bench.clients import ROOT

PAUSE = 0.02  # seconds
_FEWEST = 2  # requests, for the percentiles


@contextmanager
def paced_gets(url: str) -> Iterator[list[float]]:
    """Send requests during the block; after it, the list has the seconds of each.

    Raises:
        RuntimeError: a response was not 200.
    """
    command = (sys.executable, "-m", "bench.paced_gets", url)
    pipe = subprocess.PIPE
    seconds: list[float] = []
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as client:
        assert client.stdout
        client.stdout.readline()  # it is ready to send
        yield seconds
        printed, _ = client.communicate()
    if client.returncode:
        raise RuntimeError("a GET failed, see above")
    seconds += json.loads(printed)


def _measure(url: str) -> list[float]:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    seconds: list[float] = []
    while not select.select([sys.stdin], [], [], PAUSE)[0] or len(seconds) < _FEWEST:
        began = time.perf_counter()
        connection.request("GET", parts.path)
        response = connection.getresponse()
        response.read()
        seconds.append(time.perf_counter() - began)
        if response.status != 200:
            raise RuntimeError(f"{response.status} {response.reason}")
    return seconds


if __name__ == "__main__":
    print("ready", flush=True)
    print(json.dumps(_measure(sys.argv[1])))
