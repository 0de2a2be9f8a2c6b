"""Reader of the chunks of a WebP file (RFC 9649)."""

from collections.abc import Iterator


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the content of each chunk.

    Raises:
        AssertionError: there are bytes before, between or after the chunks.
    """
    assert content[:4] == b"RIFF"
    assert content[8:12] == b"WEBP"
    assert int.from_bytes(content[4:8], "little") + 8 == len(content)
    at = 12
    while at < len(content):
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        yield content[at : at + 4], content[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    assert at == len(content)
