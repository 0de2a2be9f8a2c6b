"""Checks a container's process: `python healthcheck.py api|flower|celery`.

It does not import Foyer or Celery, to stay cheap: it runs every few seconds beside the real work.
"""

import os
import sys
from urllib.request import ProxyHandler, build_opener

import redis

SILENCE = 30  # seconds; a worker sends a heartbeat every 2 s, beat a sweep every 2 s


def main() -> None:
    """End with exit code 0 when all is well, with an exception when it is not."""
    what = sys.argv[1]
    if what == "api":
        _get("http://127.0.0.1:8000/api/health/ready")
    elif what == "flower":
        _get("http://127.0.0.1:5555/flower/healthcheck")
    else:
        _check_broker_hears_us()


def _get(url: str) -> None:
    # Docker passes the proxy of its user's configuration into each container as http_proxy.
    with build_opener(ProxyHandler({})).open(url, timeout=5):
        pass


def _check_broker_hears_us() -> None:
    """Ask the broker for the last command from this container on another connection.

    A process that hangs or has lost its connection sends none; a busy process still does. `celery
    inspect ping` gives the same answer, but takes a second of CPU each time.
    """
    url = os.environ["BROKER_URL"]
    with redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5) as link:
        ours = link.client_info()
        for client in link.client_list():
            is_here = _host(client["addr"]) == _host(ours["addr"])
            if is_here and int(client["id"]) != int(ours["id"]) and int(client["idle"]) < SILENCE:
                return
    sys.exit(f"the broker has not heard from this container for {SILENCE} s")


def _host(address: str) -> str:
    return address.rpartition(":")[0]


if __name__ == "__main__":
    main()
