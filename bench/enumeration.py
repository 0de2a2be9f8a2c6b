"""Whether response times reveal accounts: 200 pairs of addresses per endpoint."""

import statistics
import tempfile
from pathlib import Path

import httpx

from bench.ranks import p_value, smallest_noticed
from bench.scale import sized
from foyer.db import schema
from local.stack import Stack
from tests.conftest import connected_to
from tests.security.enumeration import Answers, Enumeration

PAIRS = sized(200, 5)
GOAL = 0.01
ENDPOINTS = {
    "POST /sign-ups": Enumeration.sign_up,
    "POST /sign-ups/{id}/resend": Enumeration.resend,
    "POST /sessions": Enumeration.log_in,
    "POST /password-resets": Enumeration.reset,
}


def measure() -> bool:
    """Print the medians and the result of a rank test; return whether the goal is met."""
    parts = {"database", "broker", "api"}  # no worker, which would share the processors
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), parts=parts) as stack,
        connected_to(stack),
        httpx.Client(base_url=f"{stack.api.url}/api", timeout=60) as client,
    ):
        schema.migrate()
        curious = Enumeration(client, PAIRS)
        answers_by_endpoint = {name: ask(curious) for name, ask in ENDPOINTS.items()}
    print(f"Known and unknown addresses, {PAIRS} pairs at each endpoint, asked in turn")
    met = [_report(name, answers) for name, answers in answers_by_endpoint.items()]
    return all(met)


def _report(name: str, answers: Answers) -> bool:
    known, unknown = answers.seconds
    p = p_value(known, unknown)
    alike = answers.shapes[0] == answers.shapes[1] and len(answers.shapes[0]) == 1
    noticed = smallest_noticed(known, unknown, GOAL)
    print(
        f"  {name:<28} p50 {statistics.median(known) * 1000:6.2f} and"
        f" {statistics.median(unknown) * 1000:6.2f} ms   p = {p:.3f}"
        f"   would notice {noticed * 1000:.2f} ms   {'the same' if alike else 'ANOTHER'} answer"
    )
    met = alike and p > GOAL
    if not met:
        print(f"  wanted the same answer, and p above {GOAL}: MISSED")
    return met
