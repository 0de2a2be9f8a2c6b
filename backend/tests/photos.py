"""Pictures for the tests, made on the spot."""

import io
import struct
from functools import cache
from typing import Any

from PIL import Image

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825

# One colour for each quarter: top left, top right, bottom left, bottom right.
QUARTERS = ((200, 30, 30), (30, 160, 30), (30, 30, 200), (220, 200, 30))


def quarters(width: int, height: int) -> Image.Image:
    """A picture in which one sees what was turned, mirrored or cut."""
    image = Image.new("RGB", (width, height))
    middle_x, middle_y = width // 2, height // 2
    boxes = (
        (0, 0, middle_x, middle_y),
        (middle_x, 0, width, middle_y),
        (0, middle_y, middle_x, height),
        (middle_x, middle_y, width, height),
    )
    for colour, box in zip(QUARTERS, boxes, strict=True):
        image.paste(colour, box)
    return image


def encode(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def phone_photo(width: int = 640, height: int = 480, orientation: int = 6) -> bytes:
    """A JPEG as phones make it: lying on its side, with the place where it was taken."""
    upright = quarters(width, height)
    stored = upright.transpose(_UNDO[orientation]) if orientation in _UNDO else upright
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "A maker of phones"
    exif.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    return encode(stored, quality=90, exif=exif)


# How to store an upright picture so that the orientation tag turns it back.
_UNDO = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@cache
def camera_photo(megapixels: int = 12) -> bytes:
    """Detail everywhere, as photos have it: several megabytes, and work for the decoder."""
    width = round((megapixels * 1e6 * 4 / 3) ** 0.5 / 4) * 4 + 4
    height = width * 3 // 4
    grain = Image.effect_noise((width, height), 24).convert("RGB")
    scene = quarters(64, 48).resize((width, height), Image.Resampling.BICUBIC)
    return encode(Image.blend(scene, grain, 0.25), quality=88)


@cache
def slow_picture() -> bytes:
    """A small file with 49 million pixels: a second of work, for tests that disturb it."""
    return encode(quarters(7000, 7000), "PNG", compress_level=1)


def broken_in_the_middle() -> bytes:
    """Its header is fine: only the decoder finds out."""
    whole = phone_photo()
    return whole[: len(whole) // 2]


def colour_at(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place given in fractions of the sides."""
    pixel = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(pixel, tuple)
    return pixel


def swapped_profile() -> bytes:
    """An ICC profile in which red and green have changed places: one sees whether it is applied."""
    sixteenths = struct.Struct(">iii")

    def xyz(x: float, y: float, z: float) -> bytes:
        numbers = (round(value * 65536) for value in (x, y, z))
        return b"XYZ \0\0\0\0" + sixteenths.pack(*numbers)

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    text = b"text\0\0\0\0none\0\0\0\0"
    tags = {
        b"rXYZ": xyz(0.3851, 0.7169, 0.0971),
        b"gXYZ": xyz(0.4361, 0.2225, 0.0139),
        b"bXYZ": xyz(0.1431, 0.0606, 0.7141),
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
        **dict.fromkeys((b"cprt", b"desc"), text),
    }
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content
    header = bytearray(128)
    header[8:12] = b"\x02\x10\0\0"
    header[12:24] = b"mntrRGB XYZ "
    header[36:40] = b"acsp"
    header[68:80] = sixteenths.pack(63190, 65536, 54061)
    header[:4] = struct.pack(">I", start + len(body))
    return bytes(header) + struct.pack(">I", len(tags)) + table + body
