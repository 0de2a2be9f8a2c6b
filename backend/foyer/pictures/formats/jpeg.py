"""Reader of JPEG (ITU-T T.81): image data, profile, EXIF and the work that the scans cost."""

import re
import struct
from collections.abc import Iterator
from math import ceil

from foyer.pictures.formats.source import Source
from foyer.pictures.headers import JPEG_FRAME_MARKERS
from foyer.pictures.validation import PictureDamagedError, PictureTooCostlyError

# A decoder visits each block of 8 by 8 samples once per scan, which takes 40 ns even if the scan
# changes nothing. A progressive picture of 50 million pixels from an editor has 12 million visits.
MAX_BLOCK_VISITS = 30_000_000
_SCAN_OVERHEAD = 1_000  # visits that take as long as the start of a scan
_BLOCK_BYTES = 128
_MAX_COEFFICIENT_BYTES = 304_000_000  # 50.6 million pixels without subsampling
_MAX_SEGMENTS = 50_000
_FIRST_ARITHMETIC = 0xC9  # frames from here on: no browser shows them, and a visit takes 260 ns

_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_NO_LENGTH = {0x00, 0x01, *range(0xD0, 0xD9), 0xFF}  # padding, restarts, start of image
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # ends the data of a scan
_EXIF, _ICC = b"Exif\0", b"ICC_PROFILE\0"
_EXIF_HEAD = 6  # bytes; browsers take any sixth
# Without these segments decoders guess the colour model. They ignore shorter ones.
_COLOUR_MODEL = {_APP0: (b"JFIF\0", 14), _APP14: (b"Adobe", 12)}
_END = bytes((0xFF, _EOI))

_SAVE_DIFFERENTLY = (
    "This progressive JPEG takes too much work to read. Please save it again without the option "
    "“progressive”, or take another."
)


def read_jpeg(content: bytes) -> Source:
    """Reduce a JPEG to its first image, without metadata.

    Raises:
        PictureDamagedError: there is no image, or it ends before it covers the whole picture.
        PictureTooCostlyError: the scans cost more work than those of any real picture.
    """
    reader = _Reader()
    try:
        for marker, data, segment in _segments(content):
            reader.read(marker, data, segment)
        return reader.source()
    except (struct.error, IndexError, ValueError) as error:
        raise PictureDamagedError from error


def _segments(content: bytes) -> Iterator[tuple[int, bytes, memoryview]]:
    """Yield marker, data and whole segment up to the end; that of a scan includes its samples."""
    view = memoryview(content)  # of megabytes of samples, without a copy
    at = 2
    for _ in range(_MAX_SEGMENTS):
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return
        marker = content[at + 1]
        if marker in _NO_LENGTH:
            at += 1
            continue
        if marker == _EOI:
            yield marker, b"", memoryview(_END)
            return
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        data = content[at + 4 : end]
        if marker == _SOS:
            following = _NEXT_MARKER.search(content, end)
            end = following.start() if following else len(content)
        yield marker, data, view[at:end]
        at = max(end, at + 2)
    raise PictureTooCostlyError


class _Reader:
    """Collects the segments that the pixels need, the profile and the EXIF data."""

    def __init__(self) -> None:
        self._kept: list[bytes | memoryview] = [b"\xff\xd8"]
        self._exif = b""
        self._profile: dict[int, bytes] = {}
        self._profile_length = 0
        self._size = (0, 0)
        self._sampling: dict[int, tuple[int, int]] = {}  # horizontal and vertical, by component
        self._progressive = False
        self._scans = 0
        self._visits = 0
        self._begun: set[int] = set()  # components of the scans so far
        self._covered: set[int] = set()  # components with a complete scan, which shows all of it
        self._complete = False

    def read(self, marker: int, data: bytes, segment: memoryview) -> None:
        is_before_pixels = not self._scans  # browsers read metadata only there
        if is_before_pixels and marker == _APP1 and data.startswith(_EXIF):
            self._exif = self._exif or data[_EXIF_HEAD:]
        elif (
            is_before_pixels
            and marker == _APP2
            and data.startswith(_ICC)
            and len(data) > len(_ICC) + 2
        ):
            number, self._profile_length = data[len(_ICC) : len(_ICC) + 2]
            self._profile[number] = data[len(_ICC) + 2 :]
        elif marker in JPEG_FRAME_MARKERS:
            if marker >= _FIRST_ARITHMETIC:
                raise PictureTooCostlyError
            self._read_frame(data)
            self._progressive = marker & 3 == 2  # noqa: PLR2004 - SOF2, 6, 10 and 14
        elif marker == _SOS:
            self._read_scan(data)
        elif marker == _EOI:
            self._covered |= self._begun
            self._complete = True
        if _APP0 <= marker <= _APP15 or marker == _COM:
            prefix, length = _COLOUR_MODEL.get(marker, (b"", len(data) + 1))
            if not data.startswith(prefix) or len(data) < length:
                return
        self._kept.append(segment)

    def source(self) -> Source:
        """Return the image.

        A decoder returns all rows of a picture in several scans, coarse or fine, but only if its
        end is marked. Of a picture in one scan it returns the rows that are there.
        """
        if not self._begun:
            raise PictureDamagedError
        several_scans = self._progressive or self._scans > 1
        if several_scans:
            self._check_memory()
        if several_scans and not self._complete:
            if self._covered < set(self._sampling):
                raise PictureDamagedError
            self._kept.append(_END)
        parts = [self._profile.get(number, b"") for number in range(1, self._profile_length + 1)]
        return Source(
            content=b"".join(self._kept),
            size=self._size,
            partly_shown=True,
            profile=b"".join(parts) if all(parts) else None,
            exif=self._exif,
            closing=b"" if several_scans or self._complete else _END,
            block_height=8 * self._largest_sampling[1],
        )

    def _read_frame(self, data: bytes) -> None:
        _bits, height, width, components = struct.unpack_from(">BHHB", data)
        self._size = width, height
        for at in range(6, 6 + 3 * components, 3):
            factors = data[at + 1]
            self._sampling[data[at]] = max(factors >> 4, 1), max(factors & 15, 1)

    def _read_scan(self, data: bytes) -> None:
        self._covered |= self._begun
        components = set(data[1 : 1 + 2 * data[0] : 2])
        self._begun |= components
        self._scans += 1
        self._visits += _SCAN_OVERHEAD + sum(map(self._blocks, components))
        if self._visits > MAX_BLOCK_VISITS:
            raise PictureTooCostlyError(_SAVE_DIFFERENTLY)

    def _check_memory(self) -> None:
        """Refuse coefficients that do not fit; a decoder keeps all of them between the scans."""
        if _BLOCK_BYTES * sum(map(self._blocks, self._sampling)) > _MAX_COEFFICIENT_BYTES:
            raise PictureTooCostlyError(_SAVE_DIFFERENTLY)

    def _blocks(self, component: int) -> int:
        across, down = self._sampling.get(component, (1, 1))
        widest, tallest = self._largest_sampling
        return ceil(self._size[0] * across / widest / 8) * ceil(self._size[1] * down / tallest / 8)

    @property
    def _largest_sampling(self) -> tuple[int, int]:
        across, down = zip(*self._sampling.values(), strict=True)
        return max(across), max(down)
