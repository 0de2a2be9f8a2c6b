"""Reader of PNG (W3C PNG, third edition): the first image, its colours and its orientation."""

import struct
import zlib
from collections.abc import Iterator
from math import ceil

from foyer.pictures.colour import cicp_profile, gamma_profile
from foyer.pictures.formats.source import Colour, Deflated, Size, Source
from foyer.pictures.icc import Chromaticities
from foyer.pictures.validation import PictureDamagedError, PictureTooCostlyError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNK_HEADER = struct.Struct(">I4s")
_CHECKSUM = 4  # bytes
_HEADER = struct.Struct(">IIBBBBB")  # IHDR: width, height, depth, colour type, …, interlace
_FRAME = struct.Struct(">IIIII")  # fcTL: sequence number, width, height, x, y
_CRITICAL = {b"IHDR", b"PLTE"}
_DATA = {b"IDAT", b"fdAT"}
_GREY, _RGB, _PALETTE = 0, 2, 3  # colour types
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
_BYTE_DEPTH = 8
_MAX_CHUNKS = 50_000  # encoders fill chunks of 8 kB and more: 1,300 in 10 MiB
_NAME_END = 80  # bytes; the name of a profile is shorter
_RENDERING_INTENTS = {b"\0", b"\1", b"\2", b"\3"}
_MAX_PROFILE = 4 * 1024 * 1024  # bytes
_SRGB_GAMMA, _GAMMA_TOLERANCE = 0.45455, 0.02  # browsers take such a gamma for sRGB

_Chunks = dict[bytes, bytes]


def read_png(content: bytes) -> Source:
    """Reduce a PNG to its first visible image.

    Browsers do not show the default image of an animation that does not contain it.

    Raises:
        PictureDamagedError: a chunk that the pixels need is damaged.
    """
    chunks, frame = _first_image(content)
    try:
        width, height, depth, colour_type, *methods = _HEADER.unpack(chunks[b"IHDR"])
    except (KeyError, struct.error) as error:
        raise PictureDamagedError from error
    _number, *size, x, y = _FRAME.unpack_from(frame) if frame else (0, width, height, 0, 0)
    chunks[b"IHDR"] = _HEADER.pack(*size, depth, colour_type, *methods)
    palette = (b"PLTE", b"tRNS") if colour_type == _PALETTE else ()
    kinds = (kind for kind in (b"IHDR", *palette, b"IDAT") if kind in chunks)
    content = _SIGNATURE + b"".join(_chunk(kind, chunks[kind]) for kind in kinds) + _END
    rows = memoryview(content)[-len(chunks[b"IDAT"]) - _CHECKSUM - len(_END) :]
    rows_length = _rows_length((size[0], size[1]), depth, colour_type)
    return Source(
        content=content,
        size=(size[0], size[1]),
        partly_shown=True,
        profile=_profile(chunks),
        exif=chunks.get(b"eXIf", b""),
        transparent=_transparent(chunks.get(b"tRNS", b""), depth, colour_type),
        canvas=(width, height),
        offset=(x, y),
        interlaced=bool(methods[-1]),
        deflated=None if methods[-1] else Deflated(rows, rows_length),
    )


def _rows_length(size: Size, depth: int, colour_type: int) -> int:
    """Return the bytes of the rows before compression; each begins with its filter."""
    bits = size[0] * depth * _CHANNELS.get(colour_type, 0)
    return size[1] * (1 + ceil(bits / 8))


def _first_image(content: bytes) -> tuple[_Chunks, bytes]:
    """Return the chunks of the first visible image, and its fcTL if it is not the default image."""
    chunks: _Chunks = {}
    still: list[bytes] = []
    animated: list[bytes] = []
    frame = b""
    for kind, data in _intact_chunks(content):
        if kind == b"IDAT":
            still.append(data)
        elif kind == b"fdAT":
            animated.append(data[4:])  # a sequence number comes first
        elif kind == b"fcTL" and still and len(data) >= _FRAME.size:  # not of the default image
            if frame:
                break
            frame = data
        elif still or (kind == b"tRNS" and _lacks_palette(chunks)):
            continue  # browsers ignore colours and an orientation behind the pixels
        elif kind in _KEPT or kind == b"fcTL":
            chunks.setdefault(kind, data)
    hides_still = b"acTL" in chunks and b"fcTL" not in chunks and bool(animated)
    chunks[b"IDAT"] = b"".join(animated if hides_still else still)
    return chunks, frame if hides_still else b""


def _lacks_palette(chunks: _Chunks) -> bool:
    """Return whether the palette is still to come; browsers ignore a transparency before it."""
    return chunks.get(b"IHDR", b"")[9:10] == b"\3" and b"PLTE" not in chunks


def _intact_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks up to the end; skip those with a wrong checksum unless the pixels need them.

    The checksum of image data is not verified: decoders show what they can decode.
    """
    at = len(_SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        if at + _CHUNK_HEADER.size > len(content):
            return
        length, kind = _CHUNK_HEADER.unpack_from(content, at)
        start = at + _CHUNK_HEADER.size
        data = content[start : start + length]
        at = start + length + 4
        if kind in _DATA or content[at - 4 : at] == _checksum(kind, data):
            yield kind, data
        elif kind in _CRITICAL:
            raise PictureDamagedError
        if kind == b"IEND":
            return
    raise PictureTooCostlyError


def _checksum(kind: bytes, data: bytes) -> bytes:
    return zlib.crc32(data, zlib.crc32(kind)).to_bytes(4, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return _CHUNK_HEADER.pack(len(data), kind) + data + _checksum(kind, data)


_END = _chunk(b"IEND", b"")
_COLOUR = {b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM"}
_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"acTL", b"eXIf"} | _COLOUR


def _profile(chunks: _Chunks) -> bytes | None:
    """Return the ICC profile of the colours; the chunks' precedence is that of the standard."""
    code_points = chunks.get(b"cICP", b"")
    if code_points[2:] == b"\0\1":  # RGB, full range
        profile = cicp_profile(code_points[0], code_points[1])
        if profile:
            return profile
    embedded = _inflated(chunks.get(b"iCCP", b""))
    if embedded or chunks.get(b"sRGB") in _RENDERING_INTENTS:
        return embedded
    return _gamma(chunks)


def _inflated(chunk: bytes) -> bytes | None:
    name, _, compressed = chunk.partition(b"\0")
    if not 0 < len(name) < _NAME_END or compressed[:1] != b"\0":
        return None
    inflate = zlib.decompressobj()
    try:
        profile = inflate.decompress(compressed[1:], _MAX_PROFILE)  # after the method
    except zlib.error:
        return None
    return profile if inflate.eof else None


def _gamma(chunks: _Chunks) -> bytes | None:
    try:
        gamma = struct.unpack(">I", chunks[b"gAMA"])[0] / 100_000
    except (KeyError, struct.error):
        return None
    try:
        numbers = [number / 100_000 for number in struct.unpack(">8I", chunks[b"cHRM"])]
        white, red, green, blue = zip(numbers[::2], numbers[1::2], strict=True)
    except (KeyError, struct.error):
        if abs(gamma - _SRGB_GAMMA) < _GAMMA_TOLERANCE:
            return None
        return gamma_profile(gamma)
    return gamma_profile(gamma, Chromaticities(red, green, blue, white))


def _transparent(chunk: bytes, depth: int, colour_type: int) -> Colour:
    """Return the transparent colour in the sample values that Pillow's modes have."""
    if colour_type == _GREY and len(chunk) == 2:  # noqa: PLR2004 - one 16-bit sample
        grey = int.from_bytes(chunk, "big")
        return grey if depth >= _BYTE_DEPTH else grey * 255 // (2**depth - 1)
    if colour_type == _RGB and len(chunk) == 6:  # noqa: PLR2004 - three 16-bit samples
        red, green, blue = struct.unpack(">HHH", chunk)
        shift = max(depth - _BYTE_DEPTH, 0)
        return red >> shift, green >> shift, blue >> shift
    return None
