"""Whether response times reveal accounts: 200 pairs of addresses per endpoint."""

import statistics
import tempfile
from pathlib import Path

import httpx

from bench.figures import Figure, condition
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


def measure() -> list[Figure]:
    """Return the medians and the result of a rank test for each endpoint."""
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
    return [
        figure
        for name, answers in answers_by_endpoint.items()
        for figure in _figures(name, answers)
    ]


def _figures(name: str, answers: Answers) -> list[Figure]:
    known, unknown = answers.seconds
    noticed = smallest_noticed(known, unknown, GOAL)
    same = answers.shapes[0] == answers.shapes[1] and len(answers.shapes[0]) == 1
    return [
        Figure(f"{name}, known, p50", statistics.median(known) * 1000, "ms"),
        Figure(f"{name}, unknown, p50", statistics.median(unknown) * 1000, "ms"),
        Figure(f"{name}, would notice", noticed * 1000, "ms"),
        Figure(f"{name}, rank test", p_value(known, unknown), "p", at_least=GOAL),
        condition(f"{name}, same answer", holds=same),
    ]
