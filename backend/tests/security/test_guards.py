"""Production refuses to start with what is unsafe: real processes, started as in life."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from foyer.settings import DEVELOPMENT_SECRET
from local.application import Api
from local.context import Context
from local.ports import LOOPBACK, free_port

SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "a0b1c2d3e4f5" * 3,
    "PUBLIC_URL": "https://foyer.example",
    "DATABASE_URL": f"postgresql://foyer:another@{LOOPBACK}:1/foyer",
    "BROKER_URL": f"redis://:another@{LOOPBACK}:1/0",
    "MAIL_FROM": "Foyer <hello@foyer.test>",
    "MAIL_REPLY_TO": "help@foyer.test",
}
UNSAFE = {
    "SECRET_KEY": ["", DEVELOPMENT_SECRET, "short-and-secret", "k" * 32],
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
    "beat": ["celery", "-A", "foyer.task_engine.celery_app", "beat", "--schedule", "schedule"],
    "migrate": ["foyer", "migrate"],
    "create-admin": ["foyer", "create-admin", "--email", "a@b.example", "--password-stdin"],
}


def start(arguments: list[str], folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=os.environ | SAFE | changes,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        timeout=60,
    )


def refusal(ended: subprocess.CompletedProcess[str]) -> str:
    assert ended.returncode != 0
    assert "unsafe in production" in ended.stdout
    return ended.stdout


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in UNSAFE.items() for value in values]
)
def test_the_api_refuses(tmp_path: Path, name: str, value: str) -> None:
    said = refusal(start(PROCESSES["api"], tmp_path, **{name: value}))
    assert f"{name}: " in said
    assert "short-and-secret" not in said


@pytest.mark.parametrize("process", PROCESSES)
def test_production_that_nobody_named_does_not_start(tmp_path: Path, process: str) -> None:
    ended = start(PROCESSES[process], tmp_path, ENVIRONMENT="development")
    assert ended.returncode != 0
    assert "set ENVIRONMENT=production" in ended.stdout


@pytest.mark.parametrize("process", PROCESSES)
def test_so_does_every_other_process(tmp_path: Path, process: str) -> None:
    refusal(start(PROCESSES[process], tmp_path, SECRET_KEY=DEVELOPMENT_SECRET))


def test_safe_settings_start(tmp_path: Path) -> None:
    api = Api(tmp_path, free_port(), Context(tmp_path, os.environ | SAFE))
    api.start()  # waits until it answers
    api.stop()


def test_http_is_for_a_trial_that_says_so(tmp_path: Path) -> None:
    trial = {"PUBLIC_URL": "http://localhost:8080", "ALLOW_INSECURE_PUBLIC_URL": "true"}
    api = Api(tmp_path, free_port(), Context(tmp_path, os.environ | SAFE | trial))
    api.start()
    api.stop()
