"""Decoding of an untrusted picture to the square that all thumbnails are made from.

The picture is decoded once and then scaled down strip by strip, so that there is no second copy of
its full size. Its memory and time: docs/decisions/0016-a-picture-has-memory-and-cpu-limits.md.
"""

import io
import struct
from math import ceil, floor
from typing import BinaryIO

from PIL import AvifImagePlugin, Image, ImageCms

from foyer.pictures.headers import Format, Header
from foyer.pictures.storage import SIZES
from foyer.pictures.validation import Crop, CropError, PictureTooCostlyError, check_pixels
from foyer.settings import Settings

SIDE = max(SIZES)

_REDUCING_GAP = 2  # averaging keeps at least this multiple of the final width
_STRIP_ROWS = 64  # rows of the reduced picture
_START_OF_SCAN = b"\xff\xda"  # elsewhere in a JPEG only by chance, in metadata
_MAX_SCANS = 300  # cameras write one, editors about ten; each is a pass over the whole picture
_FULL_SCALE_PIXELS = 25_000_000  # a larger JPEG is decoded at half its size or less

_ORIENTATION = 0x0112
# Orientations whose stored x axis is mirrored, whose y axis is, and whose axes are swapped.
_MIRRORED_X, _MIRRORED_Y, _SWAPPED = {2, 3, 7, 8}, {3, 4, 6, 7}, {5, 6, 7, 8}
_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.createProfile("sRGB")

Box = tuple[float, float, float, float]

# One thread per decoder: there is a worker process per core, and each thread needs its own buffers.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def render_square(file: BinaryIO, crop: Crop | None, settings: Settings) -> Image.Image:
    """Return the crop, or else the centre: upright, in sRGB, opaque, SIDE pixels wide.

    Raises:
        PictureRefusedError: more pixels than the header declared, or too many scans.
        CropError: the crop is not inside the picture.
        Exception: Pillow raises nearly any type for broken files.
    """
    with Image.open(file, formats=tuple(Format)) as image:
        kind = Format.JPEG if image.format == "MPO" else Format(str(image.format))
        check_pixels(Header(kind, *image.size), settings)
        if kind is Format.JPEG:
            _check_scans(file)
        else:
            image.load()
        orientation = _orientation(image)
        box = _stored_box(crop, orientation, image.size) if crop else _centre_box(image.size)
        square = _resize_box(image, _draft(image, box))
        if orientation in _TRANSPOSITIONS:
            square = square.transpose(_TRANSPOSITIONS[orientation])
        return _to_srgb(square, image.info.get("icc_profile"))


def _check_scans(file: BinaryIO) -> None:
    """Refuse too many scans: one call of the decoder may run a thousand and cannot be stopped."""
    position = file.tell()
    file.seek(0)
    if file.read().count(_START_OF_SCAN) > _MAX_SCANS:
        raise PictureTooCostlyError
    file.seek(position)


def _orientation(image: Image.Image) -> int:
    exif = Image.Exif()
    try:  # not getexif(): it reads XMP too, which browsers ignore
        exif.load(image.info.get("exif", b""))
        return int(exif.get(_ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, LookupError, OSError, struct.error):
        return 1  # broken metadata must not refuse a picture


def _centre_box(size: tuple[int, int]) -> Box:
    side = min(size)
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    return left, top, left + side, top + side


def _stored_box(crop: Crop, orientation: int, size: tuple[int, int]) -> Box:
    """Convert the crop from pixels of the upright picture to pixels of the stored one."""
    left, top = (crop.y, crop.x) if orientation in _SWAPPED else (crop.x, crop.y)
    if left + crop.size > size[0] or top + crop.size > size[1]:
        raise CropError
    if orientation in _MIRRORED_X:
        left = size[0] - left - crop.size
    if orientation in _MIRRORED_Y:
        top = size[1] - top - crop.size
    return left, top, left + crop.size, top + crop.size


def _draft(image: Image.Image, box: Box) -> Box:
    """Let the JPEG decoder scale down by a power of two, which is several times as fast.

    Returns the box in the scaled picture, whose sides are rounded independently.
    """
    width, height = image.size
    factor = SIDE / (box[2] - box[0])
    if width * height > _FULL_SCALE_PIXELS:
        factor = min(factor, 0.5)
    image.draft(None, (int(width * factor), int(height * factor)))
    x_scale, y_scale = image.width / width, image.height / height
    left, top, right, bottom = box
    return (
        left * x_scale,
        top * y_scale,
        min(right * x_scale, image.width),
        min(bottom * y_scale, image.height),
    )


def _resize_box(image: Image.Image, box: Box) -> Image.Image:
    """Scale the box to SIDE pixels: an average over strips first, then a Lanczos filter."""
    left, top, right, bottom = *map(floor, box[:2]), *map(ceil, box[2:])
    factor = max(1, (right - left) // (SIDE * _REDUCING_GAP))
    mode = _working_mode(image)
    small = Image.new(mode, (ceil((right - left) / factor), ceil((bottom - top) / factor)))
    for y in range(0, small.height, _STRIP_ROWS):
        strip_top = top + y * factor
        strip_bottom = min(strip_top + _STRIP_ROWS * factor, bottom)
        strip = image.crop((left, strip_top, right, strip_bottom))
        small.paste(_to_opaque(strip, mode).reduce(factor), (0, y))
    inner_box = (
        (box[0] - left) / factor,
        (box[1] - top) / factor,
        (box[2] - left) / factor,
        (box[3] - top) / factor,
    )
    return small.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=inner_box)


def _working_mode(image: Image.Image) -> str:
    """Return L, RGB or CMYK: the mode that keeps the colours and fits the ICC profile."""
    if image.mode in {"1", "L", "LA"} or image.mode.startswith("I"):
        return "L"
    return "CMYK" if image.mode == "CMYK" else "RGB"


def _to_opaque(strip: Image.Image, mode: str) -> Image.Image:
    """Convert to the working mode with 8 bits, transparent pixels on white."""
    if strip.mode.startswith("I"):  # 16 bits
        return strip.point(lambda value: value / 257).convert("L")
    if strip.has_transparency_data:
        layer = strip.convert("RGBA")
        strip = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return strip.convert(mode)


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile, or one for another colour model: assume sRGB
        else:
            if converted is not None:
                return converted
    return image.convert("RGB")
