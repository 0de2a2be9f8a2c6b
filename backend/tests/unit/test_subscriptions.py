"""Subscriptions of long polls in one process."""

import asyncio
import subprocess
import sys
import time

import pytest

from foyer.long_polling.fd_limit import RESERVED
from foyer.long_polling.representations import Representation
from foyer.long_polling.subscriptions import MAX_SILENCE, Subscriptions

LONG = 5.0  # seconds; no test waits for it


def opened(limit: int = 10) -> Subscriptions:
    subscriptions = Subscriptions(limit)
    subscriptions.open()
    return subscriptions


def deadline(seconds: float = LONG) -> float:
    return asyncio.get_running_loop().time() + seconds


async def _notified_before_the_wait() -> bool:
    subscriptions = opened()
    with subscriptions.subscribe("a") as subscription:
        assert subscription
        subscription.clear()
        subscriptions.notify("a")
        return await subscription.wait(deadline())


def test_a_notification_between_read_and_wait_is_not_lost() -> None:
    assert asyncio.run(_notified_before_the_wait())


async def _notified_of_another_resource() -> bool:
    subscriptions = opened()
    with subscriptions.subscribe("a") as subscription:
        assert subscription
        subscriptions.notify("b")
        return await subscription.wait(deadline(0.05))


def test_a_notification_of_another_resource_does_not_end_the_wait() -> None:
    assert not asyncio.run(_notified_of_another_resource())


async def _wait_after_close_all() -> tuple[bool, bool]:
    subscriptions = opened()
    with subscriptions.subscribe("a") as subscription:
        assert subscription
        subscriptions.close_all()
        subscription.clear()
        return await subscription.wait(deadline()), subscription.is_closed


def test_a_closed_subscription_cannot_wait_any_more() -> None:
    assert asyncio.run(_wait_after_close_all()) == (False, True)


def test_subscribing_is_possible_only_between_open_and_close_all() -> None:
    subscriptions = Subscriptions(10)
    with subscriptions.subscribe("a") as before_open:
        assert before_open is None
    subscriptions.open()
    with subscriptions.subscribe("a") as after_open:
        assert after_open is not None
    subscriptions.close_all()
    with subscriptions.subscribe("a") as after_close:
        assert after_close is None
    assert len(subscriptions) == 0


def test_open_has_no_effect_after_shut_down() -> None:
    subscriptions = opened()
    subscriptions.shut_down()
    subscriptions.open()
    with subscriptions.subscribe("a") as subscription:
        assert subscription is None


def test_a_representation_is_used_only_after_a_later_read_of_the_changes() -> None:
    """Until then, its resource may have changed since it was read."""
    subscriptions, representation = opened(), Representation('"1"', b"one")
    subscriptions.heard(time.monotonic())
    subscriptions.memory.put("a", representation, "/a")
    assert subscriptions.representation_at("/a") is None
    subscriptions.heard(time.monotonic())
    assert subscriptions.representation_at("/a") == representation


def test_no_representation_is_used_while_the_listener_is_silent() -> None:
    subscriptions, representation = opened(), Representation('"1"', b"one")
    subscriptions.memory.put("a", representation, "/a")
    subscriptions.heard(time.monotonic())
    assert subscriptions.representation_of("a") == representation
    subscriptions.heard(time.monotonic() - 2 * MAX_SILENCE)
    assert subscriptions.representation_at("/a") is None
    assert subscriptions.representation_of("a") is None


async def _three_subscribe_where_two_may() -> list[bool]:
    subscriptions = opened(limit=2)
    with (
        subscriptions.subscribe("a") as first,
        subscriptions.subscribe("a") as second,
        subscriptions.subscribe("b") as third,
    ):
        accepted = [first is not None, second is not None, third is not None]
    with subscriptions.subscribe("b") as after_the_others_ended:
        return [*accepted, after_the_others_ended is not None]


def test_the_limit_counts_subscriptions_that_have_not_ended() -> None:
    assert asyncio.run(_three_subscribe_where_two_may()) == [True, True, False, True]


@pytest.mark.parametrize(("hard", "long_polls"), [(4096, 1000), (800, 800 - RESERVED), (100, 0)])
def test_the_limit_of_open_files_bounds_the_long_polls(hard: int, long_polls: int) -> None:
    code = (
        "import resource; from foyer.long_polling.fd_limit import raise_fd_limit;"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, (64, {hard}));"
        "print(raise_fd_limit(1000))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert int(done.stdout) == long_polls
