"""Checks a container's process: `python healthcheck.py api|flower|celery`.

It imports neither the settings nor Celery, to stay cheap: it runs every few seconds beside the real
work.
"""

import os
import sys
from typing import Any

import redis

from foyer.health_report import READY, WITHOUT_PROXY
from foyer.urls.broker import BrokerUrl, driver_info

SILENCE = 30  # seconds; a worker sends a heartbeat every 2 s, the dispatcher looks every second
CHECK = redis.DriverInfo(name="foyer-health-check")  # another name than that of the processes


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
    container's process have its host name: behind masquerading, all containers have one address.
    A broker that keeps no names is asked for the address.
    """
    parameters = BrokerUrl.parse(os.environ["BROKER_URL"]).redis_parameters()
    parameters |= {"driver_info": CHECK, "socket_timeout": 5, "socket_connect_timeout": 5}
    with redis.Redis(**parameters) as broker:
        own = broker.client_info()
        for client in broker.client_list():
            if _is_process(client, own) and int(client["idle"]) < SILENCE:
                return
    sys.exit(f"the broker has not heard from this container for {SILENCE} s")


def _is_process(client: dict[str, Any], own: dict[str, Any]) -> bool:
    """Return whether this container's process has the connection, as far as the broker knows."""
    name: str = client.get("lib-name", "")
    if own.get("lib-name"):
        return name == driver_info().name
    return int(client["id"]) != int(own["id"]) and _address(client) == _address(own)


def _address(client: dict[str, Any]) -> str:
    address: str = client["addr"].rpartition(":")[0]
    return address


if __name__ == "__main__":
    main()
