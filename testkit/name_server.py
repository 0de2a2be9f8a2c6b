"""A DNS server that knows one name, as Docker's knows those of its containers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from local.ports import LOOPBACK

_TTL = 1  # seconds
_LONGEST = 512  # bytes of a message over UDP


class NameServer:
    """Answers with the current addresses of any name.

    Attributes:
        addresses: may be replaced at any time; without any, the name does not exist.
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
        threading.Thread(target=_serve, args=(link, server), daemon=True).start()
        yield server, f"{LOOPBACK}:{link.getsockname()[1]}"


def _serve(link: socket.socket, server: NameServer) -> None:
    while True:
        try:
            wire, client = link.recvfrom(_LONGEST)
        except OSError:  # the block has ended
            return
        link.sendto(server.answer(wire), client)
