"""Checks a container's process: `python healthcheck.py api|flower|celery`.

It imports neither the settings nor Celery, to stay cheap: it runs every few seconds beside the real
work.
"""

import os
import sys
from typing import Any

import redis

from foyer.health_report import READY, WITHOUT_PROXY
from foyer.urls.broker import BrokerUrl

SILENCE = 30  # seconds; a worker sends a heartbeat every 2 s, the dispatcher looks every second


def main() -> None:
    """End with exit code 0 when all is well, with an exception when it is not."""
    process = sys.argv[1]
    if process == "api":
        _get(f"http://127.0.0.1:8000{READY}")
    elif process == "flower":
        _get("http://127.0.0.1:5555/flower/healthcheck")
    else:
        _check_broker_hears_us()


def _get(url: str) -> None:
    with WITHOUT_PROXY.open(url, timeout=5):
        pass


def _check_broker_hears_us() -> None:
    """Ask the broker for the last command from this container on another connection.

    A process that hangs or has lost its connection sends none; a busy process still does. `celery
    inspect ping` gives the same answer, but takes a second of CPU each time. The connections of a
    container have its host name: behind masquerading, all containers have one address.
    """
    parameters = BrokerUrl.parse(os.environ["BROKER_URL"]).redis_parameters()
    with redis.Redis(**parameters, socket_timeout=5, socket_connect_timeout=5) as broker:
        own = broker.client_info()
        for client in broker.client_list():
            is_here = _container(client) == _container(own)
            if is_here and int(client["id"]) != int(own["id"]) and int(client["idle"]) < SILENCE:
                return
    sys.exit(f"the broker has not heard from this container for {SILENCE} s")


def _container(client: dict[str, Any]) -> str:
    """Return the name of the client's container, or its address if the broker keeps no names."""
    name: str = client.get("lib-name") or client["addr"].rpartition(":")[0]
    return name


if __name__ == "__main__":
    main()
