"""The text that `make up` prints when everything is ready."""

from urllib.parse import parse_qs, urlsplit

from local.stack import Stack

ADMINISTRATOR = "admin@foyer.example"


def banner(stack: Stack, *, password: str, took: float) -> str:
    """Return the text: the addresses, and how to log in as the administrator."""
    entries = {
        "App": stack.url,
        "Inbox": stack.web.inbox_url,
        "API docs": f"{stack.url}/api/docs",
        "Flower": f"{stack.url}/flower/",
        "Log in as": ADMINISTRATOR,
        "password": password,
        "Logs": str(stack.logs),
    }
    if not stack.runs("mail"):
        entries["Inbox"] = f"none: mails go to {_server(stack.smtp_url)} (SMTP_URL)"
    if not stack.runs("database"):
        entries["Database"] = f"{_server(stack.database_url)} (DATABASE_URL)"
    if not stack.runs("broker"):
        entries["Broker"] = f"{_server(stack.broker_url)} (BROKER_URL)"
    lines = [f"  {name:<12}{value}" for name, value in entries.items()]
    return "\n".join(
        ["", f"  Foyer is up ({took:.1f} s)", "", *lines, "", "  Ctrl-C stops everything.", ""]
    )


def _server(url: str) -> str:
    """Return the host, or the folder of the socket, and port of `url`, without the password."""
    parts = urlsplit(url)
    host = parts.hostname or parse_qs(parts.query).get("host", ["this machine"])[0]
    return f"{host}:{parts.port}" if parts.port else host
