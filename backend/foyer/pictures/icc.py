"""ICC profiles: building them for RGB colour spaces, and converting pictures to sRGB."""

import io
import struct
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NamedTuple

from PIL import Image, ImageCms

XY = tuple[float, float]
Vector = tuple[float, ...]
Matrix = tuple[Vector, ...]
Transform = Callable[[Image.Image], Image.Image]


class Chromaticities(NamedTuple):
    """Primaries and white of an RGB colour space, in CIE xy."""

    red: XY
    green: XY
    blue: XY
    white: XY


_D50 = (0.9642, 1.0, 0.8249)  # the white of all ICC profiles
_BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
_HEADER = struct.Struct(">I4x4s12s12x4s28x3I48x")  # 128 bytes
_TAG = struct.Struct(">4sII")  # name, position, length
_MAX_TAGS = 100
_VERSION = b"\x02\x40\0\0"
_MODES = {b"GRAY": "L", b"RGB ": "RGB", b"CMYK": "CMYK"}
_SRGB = ImageCms.createProfile("sRGB")


def rgb_profile(chromaticities: Chromaticities, curve: Callable[[float], float]) -> bytes | None:
    """Return a profile with these primaries and this curve from samples to linear light.

    None if the chromaticities span no colour space.
    """
    try:
        primaries = _primaries_under_d50(chromaticities)
        columns = [_xyz(primary) for primary in primaries]
    except (ArithmeticError, struct.error):
        return None
    light = (min(round(curve(sample / 255) * 0xFFFF), 0xFFFF) for sample in range(256))
    table = b"curv\0\0\0\0" + struct.pack(">I256H", 256, *light)
    tags = {b"wtpt": _xyz(_D50)}
    for colour, column in zip((b"r", b"g", b"b"), columns, strict=True):
        tags |= {colour + b"XYZ": column, colour + b"TRC": table}
    return _profile(tags)


def profile_tag(profile: bytes, name: bytes) -> bytes:
    """Return the content of a profile's tag; empty if there is none."""
    count = int.from_bytes(profile[_HEADER.size : _HEADER.size + 4])
    with suppress(struct.error):  # the table is longer than the profile
        for number in range(min(count, _MAX_TAGS)):
            at = _HEADER.size + 4 + number * _TAG.size
            tag, start, length = _TAG.unpack_from(profile, at)
            if tag == name:
                return profile[start : start + length]
    return b""


def srgb_transform(profile: bytes, mode: str) -> Transform | None:
    """Return the conversion of images of a mode to sRGB; None if the profile is not for them."""
    if _MODES.get(profile[16:20]) != mode:
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        transform = ImageCms.buildTransform(source, _SRGB, mode, "RGB")
    except (ImageCms.PyCMSError, OSError):  # broken
        return None
    return transform.apply


def _primaries_under_d50(chromaticities: Chromaticities) -> Matrix:
    """Return the XYZ of each primary, adapted from the white of the colour space to D50."""
    *primaries, white = ((x / y, 1.0, (1 - x - y) / y) for x, y in chromaticities)
    amounts = _times(_inverse(_transposed(primaries)), white)
    cones_of_white, cones_of_d50 = _times(_BRADFORD, white), _times(_BRADFORD, _D50)
    to_xyz = _inverse(_BRADFORD)

    def adapted(xyz: Iterable[float]) -> Vector:
        cones = zip(_times(_BRADFORD, xyz), cones_of_d50, cones_of_white, strict=True)
        return _times(to_xyz, (cone * d50 / white for cone, d50, white in cones))

    return tuple(
        adapted(amount * part for part in primary)
        for amount, primary in zip(amounts, primaries, strict=True)
    )


def _times(matrix: Matrix, vector: Iterable[float]) -> Vector:
    numbers = tuple(vector)
    return tuple(sum(map(float.__mul__, row, numbers)) for row in matrix)


def _transposed(matrix: Iterable[Vector]) -> Matrix:
    return tuple(zip(*matrix, strict=True))


def _inverse(matrix: Matrix) -> Matrix:
    """Invert a 3 by 3 matrix by its cofactors."""
    a, b, c = matrix
    cofactors = _cross(b, c), _cross(c, a), _cross(a, b)
    determinant = sum(map(float.__mul__, a, cofactors[0]))
    return _transposed(tuple(part / determinant for part in column) for column in cofactors)


def _cross(a: Vector, b: Vector) -> Vector:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _xyz(numbers: Vector) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(number * 0x10000) for number in numbers))


def _profile(tags: dict[bytes, bytes]) -> bytes:
    start = _HEADER.size + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += _TAG.pack(name, start + len(body), len(content))
        body += content
    header = _HEADER.pack(
        start + len(body), _VERSION, b"mntrRGB XYZ ", b"acsp", 0xF6D6, 0x10000, 0xD32D
    )
    return header + table + body
