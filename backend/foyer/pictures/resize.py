"""The square: what the thumbnails show, cut out of a file that nobody vouches for.

There is never a second copy of the whole picture: it is decoded once, then made small strip by
strip. What 50 million pixels cost so: docs/decisions/0016-a-picture-has-memory-and-cpu-limits.md.
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

_GAP = 2  # averaging leaves so many times the pixels that are needed
_STRIP = 64  # rows of what is left
_START_OF_SCAN = b"\xff\xda"  # nowhere else in a JPEG, but by chance in metadata
_MAX_SCANS = 300  # cameras write one, editors about ten; each is a pass over the whole picture
_ENOUGH = 25_000_000  # pixels; a larger JPEG is decoded at half its size or less

_ORIENTATION = 0x0112
_ACROSS, _DOWN, _SWAPPED = {2, 3, 7, 8}, {3, 4, 6, 7}, {5, 6, 7, 8}  # what is mirrored, what turned
_TURNS = {
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

# One thread a decoder: there are as many workers as processors, and each thread has its buffers.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def cut_square(file: BinaryIO, crop: Crop | None, settings: Settings) -> Image.Image:
    """Return the crop, or the middle without one: upright, in sRGB, opaque, SIDE pixels wide.

    Raises:
        PictureRefusedError: more pixels than its header said, or too many scans.
        CropError: the crop is not inside the picture.
        Exception: whatever Pillow raises for broken files, which is nearly anything.
    """
    with Image.open(file, formats=tuple(Format)) as image:
        kind = Format.JPEG if image.format == "MPO" else Format(str(image.format))
        check_pixels(Header(kind, *image.size), settings)
        if kind is Format.JPEG:
            _check_scans(file)
        else:
            image.load()
        turn = _orientation(image)
        box = _stored(crop, turn, image.size) if crop else _middle(image.size)
        square = _resized(image, _draft(image, box))
        if turn in _TURNS:
            square = square.transpose(_TURNS[turn])
        return _to_srgb(square, image.info.get("icc_profile"))


def _check_scans(file: BinaryIO) -> None:
    """Pillow hands 64 kB at a time to the decoder: a thousand scans, and no way to interrupt."""
    place = file.tell()
    file.seek(0)
    if file.read().count(_START_OF_SCAN) > _MAX_SCANS:
        raise PictureTooCostlyError
    file.seek(place)


def _orientation(image: Image.Image) -> int:
    exif = Image.Exif()
    try:  # by hand: getexif() asks XMP, too, which no browser does, and the crop was seen in one
        exif.load(image.info.get("exif", b""))
        return int(exif.get(_ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, LookupError, OSError, struct.error):
        return 1  # broken metadata spoil no picture


def _middle(size: tuple[int, int]) -> Box:
    side = min(size)
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    return left, top, left + side, top + side


def _stored(crop: Crop, turn: int, size: tuple[int, int]) -> Box:
    """Where the crop, given in the upright picture, is in the stored one."""
    left, top = (crop.y, crop.x) if turn in _SWAPPED else (crop.x, crop.y)
    if left + crop.size > size[0] or top + crop.size > size[1]:
        raise CropError
    if turn in _ACROSS:
        left = size[0] - left - crop.size
    if turn in _DOWN:
        top = size[1] - top - crop.size
    return left, top, left + crop.size, top + crop.size


def _draft(image: Image.Image, box: Box) -> Box:
    """Let the JPEG decoder do the coarse part of the shrinking: several times as fast.

    Returns the same box in the drafted picture, whose sides were each rounded on their own.
    """
    width, height = image.size
    factor = SIDE / (box[2] - box[0])
    if width * height > _ENOUGH:
        factor = min(factor, 0.5)
    image.draft(None, (int(width * factor), int(height * factor)))
    across, down = image.width / width, image.height / height
    left, top, right, bottom = box
    return (
        left * across,
        top * down,
        min(right * across, image.width),
        min(bottom * down, image.height),
    )


def _resized(image: Image.Image, box: Box) -> Image.Image:
    """Return the box as SIDE pixels: strips of it averaged, then a good filter over the rest."""
    left, top, right, bottom = *map(floor, box[:2]), *map(ceil, box[2:])
    factor = max(1, (right - left) // (SIDE * _GAP))
    mode = _plain_mode(image)
    small = Image.new(mode, (ceil((right - left) / factor), ceil((bottom - top) / factor)))
    for row in range(0, small.height, _STRIP):
        above = top + row * factor
        strip = image.crop((left, above, right, min(above + _STRIP * factor, bottom)))
        small.paste(_plain(strip, mode).reduce(factor), (0, row))
    inside = (
        (box[0] - left) / factor,
        (box[1] - top) / factor,
        (box[2] - left) / factor,
        (box[3] - top) / factor,
    )
    return small.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=inside)


def _plain_mode(image: Image.Image) -> str:
    """The mode, of three, that keeps the picture's colours and fits its profile."""
    if image.mode in {"1", "L", "LA"} or image.mode.startswith("I"):
        return "L"
    return "CMYK" if image.mode == "CMYK" else "RGB"


def _plain(strip: Image.Image, mode: str) -> Image.Image:
    """One of the three modes, 8 bits, what shines through on white."""
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
            pass  # a profile for another kind of image, or a broken one: the numbers as they are
        else:
            if converted is not None:
                return converted
    return image.convert("RGB")
