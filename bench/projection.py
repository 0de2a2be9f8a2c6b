"""What a rate of sign-ups needs, from the times of one sign-up and from assumptions."""

import math
from collections.abc import Mapping

from bench.capacity_run import Capacity
from bench.processor import MAIN, PROCESSES

# Assumptions. docs/capacity.md explains them.
UTILISATION = 0.7  # of cores and processes
DATABASE_CORES = 32
DATABASE_COMMITS = 10_000  # a second
CONNECTIONS = 197  # 200 of docker-compose.scale.yml without three that PostgreSQL reserves
API_CONNECTIONS, PROCESS_CONNECTIONS, MAIN_CONNECTIONS = 17, 7, 7  # docs/operations.md
PROCESSES_OF_WORKER = 4
RETENTION = 400  # days
_DAY = 86_400


def needs(capacity: Capacity, per_minute: float) -> dict[str, float]:
    """Return cores, processes, connections and bytes for this many sign-ups a minute."""
    rate = per_minute / 60
    times = capacity.processor()
    del times[PROCESSES]
    times |= {f"{kind} workers": work.process for kind, work in capacity.works().items()}
    cores = {part: rate * seconds / UTILISATION for part, seconds in times.items()}
    processes = {name: math.ceil(count) for name, count in _processes(capacity, rate).items()}
    gigabytes = rate * _DAY / 1e9
    return {
        **{f"cores, {part}": count for part, count in cores.items()},
        "cores, all": sum(cores.values()),
        **{f"processes, {name}": count for name, count in processes.items()},
        "connections to the database, at most": _connections(processes),
        "commits a second": rate * capacity.commits,
        "uploads, Mbit/s": rate * capacity.photo * 8 / 1e6,
        "pictures, GB a day": gigabytes * capacity.files,
        "rows and indexes, GB a day": gigabytes * capacity.database,
        "write-ahead log, GB a day": gigabytes * capacity.write_ahead_log,
        f"tasks in the history, millions in {RETENTION} days": rate * 2 * _DAY * RETENTION / 1e6,
    }


def limits(capacity: Capacity) -> dict[str, float]:
    """Return the sign-ups a minute that each part with a limit allows, the least first."""
    times = capacity.processor()
    minute = 60 * UTILISATION
    machine, connections = sum(times.values()), _connections(_processes(capacity, 1.0))
    rates = {
        f"{capacity.cores} cores for everything": minute * capacity.cores / machine,
        f"{CONNECTIONS} connections to PostgreSQL": 60 * CONNECTIONS / connections,
        "one active dispatcher": minute / times["dispatcher"],
        "one Valkey": minute / times["Valkey"],
        f"{DATABASE_CORES} cores for PostgreSQL": minute * DATABASE_CORES / times["PostgreSQL"],
        f"{DATABASE_COMMITS:,} commits a second": minute * DATABASE_COMMITS / capacity.commits,
    }
    return dict(sorted(rates.items(), key=lambda part: part[1]))


def _processes(capacity: Capacity, rate: float) -> dict[str, float]:
    """Return the processes that are needed, before rounding up."""
    times = capacity.processor()
    workers = {kind: rate * work.occupancy for kind, work in capacity.works().items()}
    mains = max(rate * times[MAIN], sum(workers.values()) / PROCESSES_OF_WORKER)
    seconds = {"API": rate * times["API"], **workers, MAIN: mains}
    return {name: share / UTILISATION for name, share in seconds.items()}


def _connections(processes: Mapping[str, float]) -> float:
    workers = PROCESS_CONNECTIONS * (processes["pictures"] + processes["mail"])
    return workers + API_CONNECTIONS * processes["API"] + MAIN_CONNECTIONS * processes[MAIN]
