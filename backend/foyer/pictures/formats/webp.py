"""Reader of WebP (RFC 9649): the first image, its colours and its orientation."""

import struct

from foyer.pictures.formats.source import Size, Source
from foyer.pictures.headers import webp_size
from foyer.pictures.validation import PictureDamagedError, PictureTooCostlyError

_RIFF_HEADER, _CHUNK_HEADER, _FRAME_HEADER = 12, 8, 16  # bytes
_HAS_ALPHA = 0x10
_FLAGS = {b"ANMF": 0x02, b"EXIF": 0x08, b"ALPH": _HAS_ALPHA, b"ICCP": 0x20}  # of VP8X, by chunk
_MAX_CHUNKS = 50_000  # a frame of an animation is one
_IMAGES = (b"VP8 ", b"VP8L")

_Chunks = dict[bytes, bytes]


def read_webp(content: bytes) -> Source:
    """Reduce a WebP to its first image or frame.

    Raises:
        PictureDamagedError: there is no complete image.
    """
    chunks = _chunks(content, _RIFF_HEADER)
    flags = int.from_bytes(chunks.get(b"VP8X", b"")[:1])
    for kind, flag in _FLAGS.items():  # browsers ignore a part without its flag
        if not flags & flag:
            chunks.pop(kind, None)
    frame = chunks.get(b"ANMF", b"")
    image = _still_image(_chunks(frame, _FRAME_HEADER) if frame else chunks)
    try:
        size, canvas = webp_size(image), webp_size(content)
    except struct.error as error:
        raise PictureDamagedError from error
    if size is None:
        raise PictureDamagedError
    return Source(
        content=image,
        size=size,
        partly_shown=False,
        profile=chunks.get(b"ICCP"),
        exif=chunks.get(b"EXIF", b"").removeprefix(b"Exif\0\0"),
        canvas=canvas,
        offset=(2 * _uint24(frame, 0), 2 * _uint24(frame, 3)),
    )


def _chunks(content: bytes, at: int) -> _Chunks:
    """Return the first complete chunk of each kind."""
    chunks: _Chunks = {}
    for _ in range(_MAX_CHUNKS):
        if at + _CHUNK_HEADER > len(content):
            return chunks
        kind, length = struct.unpack_from("<4sI", content, at)
        start = at + _CHUNK_HEADER
        at = start + length + length % 2
        if start + length <= len(content):
            chunks.setdefault(kind, content[start : start + length])
    raise PictureTooCostlyError


def _still_image(chunks: _Chunks) -> bytes:
    """Return a file with only the image and its alpha channel."""
    kind = next((kind for kind in _IMAGES if kind in chunks), None)
    if kind is None:
        raise PictureDamagedError
    image = _chunk(kind, chunks[kind])
    if kind == b"VP8 " and b"ALPH" in chunks:
        size = webp_size(_riff(image)) or (1, 1)
        image = _extended(size) + _chunk(b"ALPH", chunks[b"ALPH"]) + image
    return _riff(image)


def _extended(size: Size) -> bytes:
    sides = ((side - 1).to_bytes(3, "little") for side in size)
    return _chunk(b"VP8X", struct.pack("<I", _HAS_ALPHA) + b"".join(sides))


def _riff(content: bytes) -> bytes:
    return struct.pack("<4sI4s", b"RIFF", 4 + len(content), b"WEBP") + content


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(data)) + data + b"\0" * (len(data) % 2)


def _uint24(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")
