"""The block that `make up` prints once everything serves."""

from urllib.parse import urlsplit

from local.stack import Stack

ADMINISTRATOR = "admin@foyer.example"


def banner(stack: Stack, *, password: str, took: float) -> str:
    """Return the block: where things are, and how an administrator logs in."""
    rows = {
        "App": stack.url,
        "Inbox": stack.web.inbox_url,
        "API docs": f"{stack.url}/api/docs",
        "Flower": f"{stack.url}/flower/",
        "Log in as": ADMINISTRATOR,
        "password": password,
        "Logs": str(stack.logs),
    }
    if not stack.runs("mail"):
        rows["Inbox"] = f"none: mails go to {_place(stack.smtp_url)} (SMTP_URL)"
    if not stack.runs("database"):
        rows["Database"] = f"{_place(stack.database_url)} (DATABASE_URL)"
    if not stack.runs("broker"):
        rows["Broker"] = f"{_place(stack.broker_url)} (BROKER_URL)"
    lines = [f"  {name:<12}{value}" for name, value in rows.items()]
    return "\n".join(
        ["", f"  Foyer is up ({took:.1f} s)", "", *lines, "", "  Ctrl-C stops everything.", ""]
    )


def _place(url: str) -> str:
    """Return the server's name and port, without the password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
