"""A picture file reduced to the data that its first image needs."""

from dataclasses import dataclass
from typing import NamedTuple

Size = tuple[int, int]
Colour = int | tuple[int, int, int] | None


class Deflated(NamedTuple):
    """Compressed rows (zlib), and the length that complete ones have."""

    data: memoryview
    length: int


@dataclass(frozen=True, slots=True)
class Source:
    """The input of the decoder, without metadata, further frames and appended data.

    Attributes:
        content: a file with one image, which Pillow opens.
        size: of that image.
        partly_shown: whether browsers show a truncated file of this format.
        profile: its colours as an ICC profile; None for sRGB.
        exif: the EXIF data from their TIFF header on, for the orientation.
        transparent: the palette index or colour that is transparent.
        canvas: size of the whole picture, if the image covers only a part of it.
        offset: position of the image on the canvas.
        closing: bytes that end a truncated file, so that the decoder returns the others.
        block_height: rows that the decoder returns together; 1 if each on its own.
        interlaced: rows are stored coarse to fine; the last pass holds every second row.
        deflated: the rows of a PNG that is not interlaced. Their end may be missing although the
            compressed data are complete, which the decoder does not report.
    """

    content: bytes
    size: Size
    partly_shown: bool
    profile: bytes | None = None
    exif: bytes = b""
    transparent: Colour = None
    canvas: Size | None = None
    offset: tuple[int, int] = (0, 0)
    closing: bytes = b""
    block_height: int = 1
    interlaced: bool = False
    deflated: Deflated | None = None
