"""The command `foyer health`.

`healthcheck.py` shares it and runs every few seconds: only the standard library is imported here.
"""

import json
import sys
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

# Docker passes the proxy of its user's configuration into each container as http_proxy.
WITHOUT_PROXY = build_opener(ProxyHandler({}))
READY = "/api/health/ready"
TIMEOUT = 10.0  # seconds; the API ends each check after 2 s


def print_health(api: str) -> None:
    """Print the API's checks, one a line.

    Raises:
        SystemExit: the API is not ready, or does not answer.
    """
    try:
        status, body = _get(api + READY)
    except (OSError, ValueError, HTTPException) as error:
        sys.exit(f"The API at {api} does not answer: {getattr(error, 'reason', error)}")
    try:
        checks: dict[str, str] = json.loads(body)["checks"]
    except (ValueError, LookupError, TypeError):
        sys.exit(f"The API at {api} answers {status} without checks: {body}")
    for check, description in checks.items():
        print(f"{check}: {description}")
    if status != HTTPStatus.OK:
        sys.exit("The API is not ready.")


def _get(url: str) -> tuple[int, str]:
    """Return the status and the body, also of an error: 503 has the checks, too."""
    try:
        response = WITHOUT_PROXY.open(url, timeout=TIMEOUT)
    except HTTPError as error:
        response = error
    with response:
        return response.status, response.read().decode(errors="replace")
