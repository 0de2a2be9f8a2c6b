"""Pictures with an orientation, where browsers read it and where they do not."""

import struct

from PIL import Image

from testkit import photos
from testkit.colour_cases import SIDE
from testkit.photos import encode, quarters
from testkit.png import chunk, with_chunk

_SHORT, _LONG = 3, 4  # types of EXIF entries
_ROTATED = 6


def orientation_cases() -> dict[str, bytes]:
    """Return the files by name."""
    data = exif(_ROTATED)
    picture = quarters(80, SIDE)
    photo = encode(picture)
    long_and_short = _directory((_LONG, 1), (_SHORT, 1))
    return {
        "jpeg rotated": encode(picture, exif=data),
        "jpeg rotated, another sixth byte": _with_exif(photo, b"Exif\0\xff" + data[6:]),
        "jpeg rotated by its second exif": _with_exif(_with_exif(photo, data), b"Exif\0\0"),
        "jpeg rotated by its second entry": _with_exif(photo, b"Exif\0\0" + long_and_short),
        "png rotated": with_chunk(encode(picture, "PNG"), b"eXIf", data[6:]),
        "avif rotated": encode(picture, "AVIF", exif=data),
        **ignored_orientations(),
    }


def ignored_orientations() -> dict[str, bytes]:
    """Return files with an orientation that browsers do not read, for its place, type or count."""
    picture, data = quarters(80, SIDE), exif(_ROTATED)
    png, photo = encode(picture, "PNG"), encode(picture)
    end = png.index(b"IEND") - 4
    webp = encode(picture, "WEBP", exif=data)
    flags = webp.index(b"VP8X") + 8
    long, two_shorts = _directory((_LONG, 1)), _directory((_SHORT, 2))
    return {
        "png rotated behind its pixels": png[:end] + chunk(b"eXIf", data[6:]) + png[end:],
        "png rotated by exif of a jpeg": with_chunk(png, b"eXIf", data),
        "png rotated by two numbers": with_chunk(png, b"eXIf", two_shorts),
        "jpeg rotated behind its pixels": photo[:-2] + _exif_segment(data) + photo[-2:],
        "jpeg rotated by a long number": _with_exif(photo, b"Exif\0\0" + long),
        "webp rotated without a flag": webp[:flags] + b"\0" + webp[flags + 1 :],
    }


def exif(orientation: int) -> bytes:
    data = Image.Exif()
    data[photos.ORIENTATION] = orientation
    return data.tobytes()


def _directory(*entries: tuple[int, int]) -> bytes:
    """Return EXIF data with an orientation of each type and count."""
    numbers = b"".join(
        struct.pack("<HHIHH", photos.ORIENTATION, kind, count, _ROTATED, 0)
        for kind, count in entries
    )
    return struct.pack("<4sIH", b"II*\0", 8, len(entries)) + numbers + bytes(4)


def _exif_segment(data: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", 2 + len(data)) + data


def _with_exif(photo: bytes, data: bytes) -> bytes:
    return photo[:2] + _exif_segment(data) + photo[2:]
