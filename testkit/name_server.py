"""A DNS server whose answers change, as Docker's do when a container is replaced."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from local.ports import LOOPBACK

_TTL = 1  # seconds
_LONGEST = 512  # bytes of a message over UDP
_PATIENCE = 0.1  # seconds until the thread sees that the block has ended


class NameServer:
    """Answers with the same addresses for each name.

    Attributes:
        addresses: may be replaced at any time; without any, no name exists.
    """

    def __init__(self, *addresses: str) -> None:
        self.addresses: tuple[str, ...] = addresses

    def answer(self, wire: bytes) -> bytes:
        """Return the answer to a query."""
        query = dns.message.from_wire(wire)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        if self.addresses:
            name = query.question[0].name
            response.answer = [dns.rrset.from_text(name, _TTL, "IN", "A", *self.addresses)]
        else:
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response.to_wire()


@contextmanager
def name_server(*addresses: str) -> Iterator[tuple[NameServer, str]]:
    """Serve while the block runs; yield the server and its address with the port."""
    server = NameServer(*addresses)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.bind((LOOPBACK, 0))
        link.settimeout(_PATIENCE)
        thread = threading.Thread(target=_serve, args=(link, server))
        thread.start()
        yield server, f"{LOOPBACK}:{link.getsockname()[1]}"
    thread.join()


def _serve(link: socket.socket, server: NameServer) -> None:
    while link.fileno() != -1:
        with suppress(OSError):  # nobody has asked, or the block has ended
            wire, client = link.recvfrom(_LONGEST)
            link.sendto(server.answer(wire), client)
