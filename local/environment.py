"""The environment of Foyer's own processes."""

import os
import re
from collections.abc import Mapping

_DEFAULTS = {
    "ENVIRONMENT": "development",
    "SECRET_KEY": "a key for tests and trials, 32 characters and more",
    "MAIL_FROM": "Foyer <hello@foyer.example>",
    "PYTHONUNBUFFERED": "1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # see foyer/allocator.py
    # The only place that lifts the rate limits: all tests, measurements and `make up` come from
    # 127.0.0.1, hundreds of times. Tests of the limits set their own value.
    "RATE_LIMIT_SCALE": "1000",
}

# Variables that the started programs read, and that people have in their shell for other projects:
# libpq, Celery, Flower, uvicorn, nginx, Python, Node.js, S3 and HTTP clients, OpenTelemetry and
# Sentry; and two of Foyer's settings with very common names. A local stack needs none of them.
_FOREIGN = re.compile(
    r"(PG|CELERY|FLOWER_|OTEL_|SENTRY_|UVICORN_|NGINX|PYTHON|NODE|AWS_).*"
    r"|WEB_CONCURRENCY|FORWARDED_ALLOW_IPS|(\w+_PROXY)|DEBUG|ENVIRONMENT",
    re.IGNORECASE,
)


def inherited() -> dict[str, str]:
    """Return this process's environment without the variables of other projects."""
    return {name: text for name, text in os.environ.items() if not _FOREIGN.fullmatch(name)}


def drop_foreign_variables() -> None:
    """Remove the variables of other projects from this process: it uses libpq, too."""
    for name in os.environ.keys() - inherited().keys():
        del os.environ[name]


def environment(given: Mapping[str, str], decided: Mapping[str, str]) -> dict[str, str]:
    """Return the inherited environment, overridden by our defaults, `given` and `decided`."""
    return {**inherited(), **_DEFAULTS, **given, **decided}
