"""Decoding of an untrusted picture to the square that all thumbnails are made from.

The picture is decoded once and then averaged strip by strip, so that there is no second copy of its
full size. A bicubic filter scales the small image that remains. Memory and time:
docs/decisions/0016-a-picture-has-memory-and-cpu-limits.md.
"""

from math import ceil, floor
from typing import BinaryIO

from PIL import Image

from foyer.pictures import bicubic
from foyer.pictures.bicubic import Box
from foyer.pictures.colour import by_code_points
from foyer.pictures.decode import decode, open_image
from foyer.pictures.exif import orientation as exif_orientation
from foyer.pictures.flatten import Flattener
from foyer.pictures.formats import READERS
from foyer.pictures.formats.source import Size
from foyer.pictures.headers import Header
from foyer.pictures.storage import SIZES
from foyer.pictures.validation import Crop, check_header, check_pixels
from foyer.settings import Settings

SIDE = max(SIZES)

_REDUCING_GAP = 2  # averaging keeps at least this multiple of the final width
_STRIP_ROWS = 64  # rows of the reduced picture
_FULL_SCALE_PIXELS = 25_000_000  # a larger JPEG is decoded at half its size or less

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

PixelBox = tuple[int, int, int, int]


def render_square(file: BinaryIO, crop: Crop | None, settings: Settings) -> Image.Image:
    """Return the crop: upright, in sRGB, opaque, SIDE pixels wide.

    Without a crop, or if it is not inside the picture, return the centre.

    Raises:
        PictureRefusedError: not an accepted format, too many pixels, incomplete or too expensive.
        Exception: Pillow raises nearly any type for broken files.
    """
    reduced, box, orientation = _reduced(file, crop, settings)
    square = bicubic.scale(reduced, (SIDE, SIDE), box)
    if orientation in _TRANSPOSITIONS:
        square = square.transpose(_TRANSPOSITIONS[orientation])
    return square


def _reduced(file: BinaryIO, crop: Crop | None, settings: Settings) -> tuple[Image.Image, Box, int]:
    """Return a small image, the exact box in it, and the orientation.

    On return the memory of the decoded picture is free.
    """
    kind = check_header(file, settings).format
    file.seek(0)
    source = READERS[kind](file.read())
    image = open_image(source.content)
    size = source.canvas or image.size
    for checked_size in (size, image.size):
        check_pixels(Header(kind, *checked_size), settings)
    exif = source.exif or image.info.get("exif", b"").removeprefix(b"Exif\0\0")
    orientation = exif_orientation(exif)
    box = (_stored_box(crop, orientation, size) if crop else None) or _centre_box(size)
    decoded = decode(image, source, _draft_size(size, box))
    profile = image.info.get("icc_profile") or source.profile
    if profile:
        profile = by_code_points(profile)
    canvas = _Canvas(decoded, source.offset, Flattener(decoded, profile, source.transparent))
    if source.canvas is None:
        box = _scaled(box, size, decoded.size)
    return *_reduce(canvas, box), orientation


class _Canvas:
    """The whole picture, white where the image does not cover it."""

    def __init__(self, image: Image.Image, offset: Size, flatten: Flattener) -> None:
        self._image = image
        self._offset = offset
        self._flatten = flatten

    def part(self, box: PixelBox) -> Image.Image:
        x, y = self._offset
        left, top, right, bottom = (
            edge - shift for edge, shift in zip(box, (x, y) * 2, strict=True)
        )
        covered = (
            max(left, 0),
            max(top, 0),
            min(right, self._image.width),
            min(bottom, self._image.height),
        )
        if covered == (left, top, right, bottom):
            return self._flatten(self._image.crop(covered))
        part = Image.new("RGB", (right - left, bottom - top), "white")
        if covered[0] < covered[2] and covered[1] < covered[3]:
            position = (covered[0] - left, covered[1] - top)
            part.paste(self._flatten(self._image.crop(covered)), position)
        return part


def _centre_box(size: Size) -> Box:
    side = min(size)
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    return left, top, left + side, top + side


def _stored_box(crop: Crop, orientation: int, size: Size) -> Box | None:
    """Convert the crop from pixels of the upright picture to pixels of the stored one.

    None if it is not inside: a browser may report another size or orientation than the file has.
    """
    left, top = (crop.y, crop.x) if orientation in _SWAPPED else (crop.x, crop.y)
    if left + crop.size > size[0] or top + crop.size > size[1]:
        return None
    if orientation in _MIRRORED_X:
        left = size[0] - left - crop.size
    if orientation in _MIRRORED_Y:
        top = size[1] - top - crop.size
    return left, top, left + crop.size, top + crop.size


def _draft_size(size: Size, box: Box) -> Size:
    """Return the size that is enough; the JPEG decoder scales down by a power of two for it."""
    factor = SIDE / (box[2] - box[0])
    if size[0] * size[1] > _FULL_SCALE_PIXELS:
        factor = min(factor, 0.5)
    return int(size[0] * factor), int(size[1] * factor)


def _scaled(box: Box, size: Size, decoded_size: Size) -> Box:
    """Return the box in the decoded picture, whose sides the decoder rounds independently."""
    x_scale, y_scale = decoded_size[0] / size[0], decoded_size[1] / size[1]
    return (
        box[0] * x_scale,
        box[1] * y_scale,
        min(box[2] * x_scale, decoded_size[0]),
        min(box[3] * y_scale, decoded_size[1]),
    )


def _reduce(canvas: _Canvas, box: Box) -> tuple[Image.Image, Box]:
    """Average pixels, strip by strip, so that the box has at most three times SIDE pixels.

    Return the small image and the box in it.
    """
    left, top, right, bottom = *map(floor, box[:2]), *map(ceil, box[2:])
    factor = max(1, (right - left) // (SIDE * _REDUCING_GAP))
    small = Image.new("RGB", (ceil((right - left) / factor), ceil((bottom - top) / factor)))
    for y in range(0, small.height, _STRIP_ROWS):
        strip_top = top + y * factor
        strip_bottom = min(strip_top + _STRIP_ROWS * factor, bottom)
        strip = canvas.part((left, strip_top, right, strip_bottom))
        small.paste(strip.reduce(factor) if factor > 1 else strip, (0, y))
    return small, (
        (box[0] - left) / factor,
        (box[1] - top) / factor,
        (box[2] - left) / factor,
        (box[3] - top) / factor,
    )
