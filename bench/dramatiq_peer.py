"""Dramatiq with an empty task: the worker's module, and the client as a program."""

import json
import os
import sys
import time
from typing import Any

import dramatiq
from dramatiq.brokers.redis import RedisBroker

broker = RedisBroker(url=os.environ["PEER_REDIS_URL"])
dramatiq.set_broker(broker)


def _do_nothing() -> None:
    """The task."""


empty: Any = dramatiq.actor(_do_nothing, actor_name="empty")


def seconds_for(count: int) -> float:
    """Enqueue tasks, and wait until the broker holds none of them."""
    started = time.perf_counter()
    for _ in range(count):
        empty.send()
    queue = f"dramatiq:{empty.queue_name}"
    # The hash has the messages that wait and those that run.
    while broker.client.hlen(f"{queue}.msgs"):
        time.sleep(0.005)
    return time.perf_counter() - started


if __name__ == "__main__":
    print(json.dumps(seconds_for(int(sys.argv[1]))))
