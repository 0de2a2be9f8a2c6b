"""The loop of the dispatcher. Its times are monotonic: no step of a clock stops it."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

import structlog

from foyer.settings import get_settings
from foyer.task_engine import broker
from foyer.task_engine.dispatcher import schedules, steps
from foyer.task_engine.dispatcher.leadership import Leadership, leadership
from foyer.task_engine.dispatcher.lease_clock import LeaseClock
from foyer.task_engine.dispatcher.publisher import RETRY_DELAY, Publisher
from foyer.task_engine.dispatcher.wake_up import WakeUp
from foyer.task_engine.worker import liveness

log = structlog.stdlib.get_logger(__name__)

BUSY_INTERVAL = 0.05  # seconds between two passes while more tasks are due than workers take
STANDBY_INTERVAL = 1.0  # seconds between two attempts to become the leader

ReportError = Callable[[str, Exception], None]  # gets the name of the step that failed


@dataclass(slots=True)
class Step:
    """A step of the loop. A failure of one stops no other.

    Attributes:
        name: for the log.
        run: the step; returns whether there is more to do at once.
        interval: seconds between two runs, if there is not.
        next_run: in monotonic time.
    """

    name: str
    run: Callable[[], bool]
    interval: float
    next_run: float = 0.0

    def run_if_due(self, leader: Leadership, report_failure: ReportError) -> None:
        if time.monotonic() < self.next_run:
            return
        leader.check()
        delay = self.interval
        try:
            if self.run():
                delay = 0.0
        except Exception as error:  # noqa: BLE001 - any error of one step
            report_failure(self.name, error)
            delay = max(delay, RETRY_DELAY)
        self.next_run = time.monotonic() + delay


class Dispatcher:
    """One dispatcher process. It is the active one while it has the leadership."""

    def __init__(self, report_error: ReportError = lambda _step, _error: None) -> None:
        self._report_error = report_error
        self._name = f"dispatcher@{socket.gethostname()}"
        self._stop = threading.Event()
        settings = get_settings()
        self._lease_clock = LeaseClock(settings.lease, settings.heartbeat)

    def run(self) -> None:
        """Run until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._request_stop)
        log.info("dispatcher_started")
        while not self._stop.is_set():
            try:
                with leadership() as leader:
                    if leader:
                        self._lead(leader)
                    else:
                        _use_the_broker()
            except Exception as error:  # noqa: BLE001 - the database or the broker: try again
                log.warning("dispatcher_interrupted", reason=repr(error))
            self._stop.wait(STANDBY_INTERVAL)

    def _report_failure(self, step: str, error: Exception) -> None:
        log.warning("dispatcher_step_failed", step=step, reason=repr(error))
        self._report_error(step, error)

    def _request_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _lead(self, leader: Leadership) -> None:
        log.info("dispatcher_active", process=os.getpid())
        publisher = Publisher(leader.check, self._report_failure)
        publishing = Step("publish", publisher.publish_due, 0.0)  # in each turn
        others = self._steps()
        idle_interval = get_settings().dispatch_interval.total_seconds()
        with WakeUp() as wake_up:
            while not self._stop.is_set():
                leader.check()
                publishing.run_if_due(leader, self._report_failure)
                for step in others:
                    step.run_if_due(leader, self._report_failure)
                if publisher.has_more or min(step.next_run for step in others) <= time.monotonic():
                    self._stop.wait(BUSY_INTERVAL)
                else:
                    wake_up.wait(min(idle_interval, publisher.next_due_in))

    def _steps(self) -> list[Step]:
        settings = get_settings()
        ping_interval = settings.liveness_interval.total_seconds()
        return [
            Step("reclaim", steps.reclaim(self._lease_clock), 2.0),
            Step("unmark_lost", steps.unmark_lost, 2.0),
            Step("enqueue_periodic", steps.enqueue_periodic, 5.0),
            Step("enqueue_cron", schedules.enqueue_cron, 5.0),
            Step("end_unknown_kinds", steps.end_unknown_kinds, 5.0),
            Step("ping_workers", liveness.ping_workers, ping_interval),
            Step("forget_ended_workers", liveness.forget_ended_workers, 60.0),
            Step("advance_rollup", steps.advance_rollup, 5.0),
            Step("store_activity", steps.store_activity(self._name), 5.0),
        ]


def _use_the_broker() -> None:
    """Use the connection to the broker: the health check of the container looks at it."""
    with suppress(Exception), broker.connect() as connection:
        connection.inspect()
