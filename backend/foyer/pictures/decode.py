"""Decoding of a picture, complete or truncated."""

import io
import zlib
from contextlib import suppress
from math import ceil

from PIL import AvifImagePlugin, Image, ImageFile

from foyer.pictures.formats.source import Deflated, Size, Source
from foyer.pictures.headers import Format
from foyer.pictures.validation import PictureDamagedError

# The share of the rows that may be missing. Browsers show the others, in the preview, too.
MAX_MISSING = 0.25

_PIECE, _MAX_INFLATED = 16 * 1024, 1024 * 1024  # bytes inflated at once, and their result

_UNCOVERED: dict[str, int | str] = {"L": 255, "1": 255, "I;16": 0xFFFF, "RGB": "white"}

# One thread per decoder: there is a worker process per core, and each thread needs its own buffers.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def open_image(content: bytes) -> ImageFile.ImageFile:
    """Read the header with the decoder."""
    return Image.open(io.BytesIO(content), formats=tuple(Format))


def decode(image: ImageFile.ImageFile, source: Source, target: Size) -> Image.Image:
    """Decode the image; a JPEG may become smaller, but no smaller than the target.

    Rows that are missing at the end become white or transparent, as in browsers.

    Raises:
        PictureDamagedError: more rows are missing than MAX_MISSING.
        Exception: Pillow raises nearly any type for broken files.
    """
    image.draft(None, target)
    try:
        image.load()
    except OSError:
        if not source.partly_shown:
            raise
    else:
        if source.deflated is None or not _ends_early(image, source.deflated):
            return image
    image.close()  # frees its memory, as the end of the handler does with the decoder's
    return _decode_truncated(source, target)


def _ends_early(image: Image.Image, deflated: Deflated) -> bool:
    """Return whether complete compressed data lack rows, for which Pillow raises no error.

    Rows that the decoder did not write are zeros. Few pictures end with zeros, so few are inflated
    a second time: at most 1 s for the largest one.
    """
    last_row = image.crop((0, image.height - 1, image.width, image.height))
    if any(last_row.tobytes()):
        return False
    inflate, length = zlib.decompressobj(), 0
    with suppress(zlib.error):  # a wrong checksum at the end
        for at in range(0, len(deflated.data), _PIECE):
            piece = bytes(deflated.data[at : at + _PIECE])
            while piece and not inflate.eof:
                length += len(inflate.decompress(piece, _MAX_INFLATED))
                if length >= deflated.length:
                    return False
                piece = inflate.unconsumed_tail
    return inflate.eof


def _decode_truncated(source: Source, target: Size) -> Image.Image:
    checksums = _row_checksums(_decode_over(source.content, target, 255))
    image = _decode_over(source.content, target, 0)
    # Rows that the decoder did not write differ.
    pairs = enumerate(zip(checksums, _row_checksums(image), strict=True))
    missing = [y for y, (one, other) in pairs if one != other]
    if source.closing:
        image = _decode_over(source.content + source.closing, target, 0)
    if len(missing) == image.height:
        raise PictureDamagedError
    if len(missing) > MAX_MISSING * image.height:
        raise PictureDamagedError(
            f"This picture is damaged or incomplete: {len(missing) / image.height:.0%} of it is "
            f"missing at its end, and at most {MAX_MISSING:.0%} may be. "
            "Please save it again as a JPEG, or take another."
        )
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if source.interlaced:  # the last pass, which fills every second row
        for y in missing:
            image.paste(image.crop((0, y - 1, image.width, y)), (0, y))
    elif missing:
        top = missing[0]
        if source.closing:  # keep the row of blocks that is there in part
            block_rows = ceil(source.block_height * image.height / source.size[1])
            top = min((ceil(top / block_rows) + 1) * block_rows, image.height)
        image.paste(_UNCOVERED.get(image.mode, 0), (0, top, image.width, image.height))
    return image


def _row_checksums(image: Image.Image) -> list[int]:
    rows = (image.crop((0, y, image.width, y + 1)) for y in range(image.height))
    return [zlib.crc32(row.tobytes()) for row in rows]


def _decode_over(content: bytes, target: Size, fill: int) -> Image.Image:
    """Decode as many rows as there are over an image of one colour."""
    image = open_image(content)
    image.draft(None, target)
    image.im = Image.new(image.mode, image.size, fill).im
    with suppress(OSError):
        image.load()
    image.tile, image.readonly = [], 0  # decoded, as far as possible
    return image
