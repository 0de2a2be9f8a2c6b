"""Unusable and unsafe settings: every process refuses to start with one sentence."""

import os
import subprocess
from pathlib import Path

import pytest

from foyer.settings import DEVELOPMENT_SECRET
from local.application import Api
from local.cli import run_module
from local.context import Context
from local.environment import environment
from local.ports import LOOPBACK, free_port
from testkit.samples import mark_longer, sample

SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "a0b1c2d3e4f5" * 3,
    "PROXY_SECRET": "a0b1c2d3e4f5" * 3,
    "PUBLIC_URL": "https://foyer.example",
    "DATABASE_URL": f"postgresql://foyer:another@{LOOPBACK}:1/foyer",
    "BROKER_URL": f"redis://:another@{LOOPBACK}:1/0",
    "MAIL_FROM": "Foyer <hello@foyer.test>",
    "MAIL_REPLY_TO": "help@foyer.test",
}
UNSAFE = {
    "SECRET_KEY": ["", DEVELOPMENT_SECRET, "short-and-secret", "k" * 32],
    "PROXY_SECRET": ["", DEVELOPMENT_SECRET, "short-and-secret"],
    "DEBUG": ["true"],
    "PUBLIC_URL": ["http://foyer.example"],
    "DATABASE_URL": ["postgresql://foyer:foyer@database/foyer"],
    "BROKER_URL": ["redis://:foyer@broker/0"],
    "RATE_LIMIT_SCALE": ["1000"],
    "MAIL_FROM": ["Foyer <hello@foyer.example>"],
    "MAIL_REPLY_TO": ["help@foyer.example"],
}
PROCESSES = {
    "api": ["uvicorn", "foyer.main:create_app", "--factory", "--port", "0"],
    "worker": ["celery", "-A", "foyer.tasks", "worker", "--pool", "solo"],
    "dispatcher": ["foyer", "dispatcher"],
    "migrate": ["foyer", "migrate"],
    "flower": ["celery", "-A", "foyer.task_engine.celery_app", "flower"],
    "create-admin": ["foyer", "create-admin", "--email", "a@b.example", "--password-stdin"],
}


def start(arguments: list[str], folder: Path, **changes: str) -> subprocess.CompletedProcess[bytes]:
    return run_module(arguments, folder, environment(SAFE, changes))


def refusal(ended: subprocess.CompletedProcess[bytes]) -> str:
    """Return the one line after the heading: no traceback stands around it."""
    assert ended.returncode != 0
    output = ended.stdout.decode()
    assert "Traceback" not in output
    _, line = output.strip().splitlines()
    return line


@pytest.mark.parametrize(
    ("name", "value"),
    sample([(name, value) for name, values in UNSAFE.items() for value in values], 5),
)
def test_the_api_refuses_unsafe_settings_in_production(
    tmp_path: Path, name: str, value: str
) -> None:
    line = refusal(start(PROCESSES["api"], tmp_path, **{name: value}))
    assert line.startswith("unsafe in production. ")
    assert f"{name}: " in line
    assert "short-and-secret" not in line


UNUSABLE = [
    ("ENVIRONMENT", "development", "PUBLIC_URL: it is not this machine's; set ENVIRONMENT="),
    ("SECRET_KEY", DEVELOPMENT_SECRET, "unsafe in production. SECRET_KEY: "),
    ("DATABASE_URL", "postgresql://foyer:pass word@db/foyer", "DATABASE_URL: a character must"),
    ("DATABASE_URL", "mysql://foyer:password@db/foyer", "DATABASE_URL: it must begin with"),
    ("BROKER_URL", "redis://:p@ss@broker/0", "BROKER_URL: in the user name and the password"),
    ("BROKER_URL", "redis+socket:///run/redis", "BROKER_URL: it must begin with redis://"),
    ("SMTP_URL", "smtp+tls://mail.example", "SMTP_URL: it must begin with smtp:// or smtps://"),
    ("SMTP_URL", "mail.example:587", "SMTP_URL: it must begin with smtp:// or smtps://"),
    ("PUBLIC_URL", "https://foyer.example/app", "PUBLIC_URL: it must be scheme, host and port"),
    ("MAIL_FROM", "Acme, Inc.", "MAIL_FROM: one address is needed"),
]


COMBINATIONS = [(process, *setting) for setting in UNUSABLE for process in PROCESSES]
# `make test` tries each setting with one process, and each process.
IS_LONGER = [
    number % len(PROCESSES) != number // len(PROCESSES) % len(PROCESSES)
    for number in range(len(COMBINATIONS))
]


@pytest.mark.parametrize(
    ("process", "name", "value", "sentence"), mark_longer(COMBINATIONS, IS_LONGER)
)
def test_every_process_refuses_an_unusable_setting(
    tmp_path: Path, process: str, name: str, value: str, sentence: str
) -> None:
    assert refusal(start(PROCESSES[process], tmp_path, **{name: value})).startswith(sentence)


def test_the_api_starts_with_safe_settings(tmp_path: Path) -> None:
    api = Api(tmp_path, free_port(), Context(tmp_path, os.environ | SAFE))
    api.start()  # waits until it answers
    api.stop()


def test_production_starts_with_http_when_it_is_allowed_explicitly(tmp_path: Path) -> None:
    trial = {"PUBLIC_URL": "http://localhost:8080", "ALLOW_INSECURE_PUBLIC_URL": "true"}
    api = Api(tmp_path, free_port(), Context(tmp_path, os.environ | SAFE | trial))
    api.start()
    api.stop()
