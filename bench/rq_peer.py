"""RQ with an empty task: the client as a program."""

import json
import os
import sys
import time

from redis import Redis
from rq import Queue
from rq.registry import StartedJobRegistry

from bench.rq_task import empty


def seconds_for(count: int) -> float:
    """Enqueue tasks, and wait until none waits or runs."""
    connection = Redis.from_url(os.environ["PEER_REDIS_URL"])
    queue = Queue(connection=connection)
    running = StartedJobRegistry(queue=queue)
    started = time.perf_counter()
    for _ in range(count):
        queue.enqueue(empty)
    while queue.count or running.count:
        time.sleep(0.005)
    return time.perf_counter() - started


if __name__ == "__main__":
    print(json.dumps(seconds_for(int(sys.argv[1]))))
