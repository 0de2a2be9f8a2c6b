"""A policy server for Postfix, which asks it about each recipient (SMTPD_POLICY_README)."""

import socketserver
import threading
from collections import defaultdict

from local.ports import LOOPBACK


class Policy(socketserver.ThreadingTCPServer):
    """Postfix's policy server: it answers a recipient with the actions that a test chose."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), _PolicyRequests)
        self.actions: dict[str, list[str]] = defaultdict(list)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def answer(self, recipient: str, *actions: str) -> None:
        """Answer the next mails to the recipient with these actions, see access(5)."""
        self.actions[recipient] = list(actions)


class _PolicyRequests(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Policy)
        attributes: dict[str, str] = {}
        for line in self.rfile:
            name, _, value = line.decode().rstrip("\n").partition("=")
            if name:
                attributes[name] = value
                continue
            actions = self.server.actions[attributes["recipient"]]
            action = actions.pop(0) if actions else "DUNNO"
            self.wfile.write(f"action={action}\n\n".encode())
