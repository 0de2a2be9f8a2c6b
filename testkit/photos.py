"""Generated picture files for tests."""

import io
import struct
from functools import cache
from typing import Any

from PIL import Image, PngImagePlugin

ORIENTATION, MAKER, GPS, EXIF_IFD = 0x0112, 0x010F, 0x8825, 0x8769
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 0x011A, 0x011B, 0x0128
PIXEL_X, PIXEL_Y = 0xA002, 0xA003

# One colour per quarter: top left, top right, bottom left, bottom right.
QUARTERS = ((200, 30, 30), (30, 160, 30), (30, 30, 200), (220, 200, 30))


def quarters(width: int, height: int) -> Image.Image:
    """Return a picture of four colours, which shows any rotation, mirroring and cropping."""
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
    """Return a JPEG as phones write it: stored rotated, with a GPS position."""
    return photo_with_orientation(quarters(width, height), orientation)


def photo_with_orientation(upright: Image.Image, orientation: int) -> bytes:
    """Return a JPEG that is stored rotated, with the EXIF orientation that turns it upright."""
    rotated = (
        upright.transpose(_STORE_ROTATED[orientation]) if orientation in _STORE_ROTATED else upright
    )
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "A maker of phones"
    exif.get_ifd(GPS)[2] = (52.0, 31.0, 12.0)
    return encode(rotated, quality=90, exif=exif)


def with_density(image: Image.Image) -> bytes:
    """Return a JPEG of 144 dpi, which browsers show at half its size in pixels."""
    exif = Image.Exif()
    exif[X_RESOLUTION] = exif[Y_RESOLUTION] = 144.0
    exif[RESOLUTION_UNIT] = 2  # inch
    exif.get_ifd(EXIF_IFD).update({PIXEL_X: image.width // 2, PIXEL_Y: image.height // 2})
    return encode(image, quality=90, exif=exif)


def with_xmp(image: Image.Image, kind: str, xmp: str) -> bytes:
    """Return a picture with XMP metadata, as editors save it."""
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", xmp)
    return encode(image, kind, xmp=xmp.encode(), pnginfo=chunks)


# From the upright picture to the stored one, by EXIF orientation.
_STORE_ROTATED = {
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
    """Return a JPEG with noise everywhere: several megabytes, as slow to decode as a real photo."""
    width = round((megapixels * 1e6 * 4 / 3) ** 0.5 / 4) * 4 + 4
    height = width * 3 // 4
    grain = Image.effect_noise((width, height), 24).convert("RGB")
    scene = quarters(64, 48).resize((width, height), Image.Resampling.BICUBIC)
    return encode(Image.blend(scene, grain, 0.25), quality=88)


@cache
def slow_picture() -> bytes:
    """Return a small file of 49 million pixels, which takes about a second to resize."""
    return encode(quarters(7000, 7000), "PNG", compress_level=1)


def truncated_photo() -> bytes:
    """Return half of a JPEG: the header is valid and only the decoder fails."""
    content = phone_photo()
    return content[: len(content) // 2]


def colour_at(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """Return the colour at a position given as fractions of the sides."""
    pixel = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(pixel, tuple)
    return pixel


XYZ = tuple[float, float, float]

SRGB_PRIMARIES: tuple[XYZ, XYZ, XYZ] = (
    (0.4361, 0.2225, 0.0139),
    (0.3851, 0.7169, 0.0971),
    (0.1431, 0.0606, 0.7141),
)
ADOBE_RGB_PRIMARIES: tuple[XYZ, XYZ, XYZ] = (
    (0.6097, 0.3111, 0.0195),
    (0.2053, 0.6257, 0.0609),
    (0.1492, 0.0632, 0.7446),
)
DISPLAY_P3_PRIMARIES: tuple[XYZ, XYZ, XYZ] = (
    (0.5151, 0.2412, -0.0011),
    (0.2920, 0.6922, 0.0419),
    (0.1571, 0.0666, 0.7841),
)
_NUMBERS = struct.Struct(">iii")


def _xyz(numbers: XYZ) -> bytes:
    return b"XYZ \0\0\0\0" + _NUMBERS.pack(*(round(number * 65536) for number in numbers))


def rgb_profile(red: XYZ, green: XYZ, blue: XYZ) -> bytes:
    """Return an ICC profile with these primaries, adapted to D50, and a gamma of 2.2."""
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    tags = {
        b"rXYZ": _xyz(red),
        b"gXYZ": _xyz(green),
        b"bXYZ": _xyz(blue),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    return _profile(b"mntrRGB XYZ ", tags)


def swapped_red_green_profile() -> bytes:
    """Return an ICC profile whose red and green are swapped, which shows whether it is applied."""
    red, green, blue = SRGB_PRIMARIES
    return rgb_profile(green, red, blue)


def with_code_points(profile: bytes, primaries: int, transfer: int) -> bytes:
    """Return the ICC profile with a tag for code points (ITU-T H.273), of version 4.4."""
    count = int.from_bytes(profile[128:132])
    tags = {}
    for at in range(132, 132 + 12 * count, 12):
        name, start, length = struct.unpack_from(">4sII", profile, at)
        tags[name] = profile[start : start + length]
    points = bytes((primaries, transfer, 0, 1))
    return _profile(profile[12:24], {**tags, b"cicp": b"cicp\0\0\0\0" + points}, b"\x04\x40")


def cyan_is_black_profile() -> bytes:
    """Return a CMYK profile in which cyan prints black and the other inks stay white."""
    straight = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 if index % 4 == 0 else 0 for index in range(9)))
    paper, ink = bytes((255, 128, 128)), bytes((0, 128, 128))  # in Lab
    table = paper * 8 + ink * 8  # the first channel, cyan, varies slowest
    lut = b"mft1\0\0\0\0\x04\x03\x02\0" + matrix + straight * 4 + table + straight * 3
    return _profile(b"prtrCMYKLab ", {b"A2B0": lut})


def _profile(kind: bytes, tags: dict[bytes, bytes], version: bytes = b"\x02\x10") -> bytes:
    text = b"text\0\0\0\0none\0\0\0\0"
    tags = {**tags, b"wtpt": _xyz((0.9642, 1.0, 0.8249)), b"cprt": text, b"desc": text}
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content
    header = bytearray(128)
    header[8:10] = version
    header[12:24] = kind
    header[36:40] = b"acsp"
    header[68:80] = _NUMBERS.pack(63190, 65536, 54061)
    header[:4] = struct.pack(">I", start + len(body))
    return bytes(header) + struct.pack(">I", len(tags)) + table + body
