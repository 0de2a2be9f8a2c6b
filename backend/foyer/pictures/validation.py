"""Validation of an uploaded picture by its header, before anything is decoded."""

import math
from http import HTTPStatus
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from foyer.errors import FoyerError
from foyer.pictures.headers import Format, Header, is_heic, read_header
from foyer.settings import Settings

MAX_BYTES = 10 * 1024 * 1024  # of a file; frontend/src/lib/picture-limits.ts has it, too
_LONGEST_SIDE = 65_535  # pixels; no JPEG has more

# Their decoders need 16 bytes per pixel, the others 4 to 6 (docs/decisions/0016).
_MAX_PIXELS = {Format.WEBP: 20_000_000, Format.AVIF: 20_000_000}

_HEIC = (
    "This is a HEIC photo, which most browsers cannot show. On an iPhone, set Settings → Camera → "
    "Formats to “Most Compatible”, or send yourself the photo by mail, which turns it into a JPEG."
)


class PictureRefusedError(FoyerError):
    """This picture cannot be used."""

    code = "picture_unusable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def extensions(self) -> dict[str, object]:
        return {"errors": [{"field": "picture", "code": self.code, "message": self.detail}]}


class PictureTooLargeError(PictureRefusedError):
    code = "picture_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class PictureFormatError(PictureRefusedError):
    """This is not a picture we can read. JPEG, PNG, WebP, GIF and AVIF work."""

    code = "picture_format"


class PictureDamagedError(PictureRefusedError):
    """This picture is damaged or incomplete. Please save it again as a JPEG, or take another."""

    code = "picture_damaged"


class PictureHasTooManyPixelsError(PictureRefusedError):
    code = "picture_too_many_pixels"


class PictureTooCostlyError(PictureRefusedError):
    """This picture takes too much work to read. Please save it again as a JPEG, or take another."""

    code = "picture_too_costly"


class Crop(BaseModel):
    """A square in pixels of the picture after EXIF rotation."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    x: int = Field(ge=0, le=_LONGEST_SIDE)
    y: int = Field(ge=0, le=_LONGEST_SIDE)
    size: int = Field(ge=1, le=_LONGEST_SIDE)


class CropError(FoyerError):
    """The crop must be a square inside the picture."""

    code = "crop_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def extensions(self) -> dict[str, object]:
        return {"errors": [{"field": "crop", "code": self.code, "message": self.detail}]}


def parse_crop(text: str | None) -> Crop | None:
    """Parse the form's crop field; None if it is absent or empty, which means the centre.

    Raises:
        CropError: the text is not JSON of the right shape.
    """
    if not text:
        return None
    try:
        return Crop.model_validate_json(text)
    except ValidationError as error:
        raise CropError from error


def check_upload(file: BinaryIO, size: int, settings: Settings) -> None:
    """Check an upload's size and header; leave the file at its start.

    Raises:
        PictureRefusedError: too many bytes or pixels, or not an accepted format.
    """
    if size > MAX_BYTES:
        raise PictureTooLargeError(
            f"The picture must be smaller than {MAX_BYTES / 1024 / 1024:.0f} MB; "
            f"yours is {size / 1024 / 1024:.1f} MB."
        )
    check_header(file, settings)
    file.seek(0)


def check_header(file: BinaryIO, settings: Settings) -> Header:
    """Check the format and the size that the file declares; return them.

    Raises:
        PictureRefusedError: too many pixels, or not an accepted format.
    """
    header = read_header(file)
    if header is None:
        raise PictureFormatError(_HEIC if is_heic(file) else None)
    check_pixels(header, settings)
    return header


def check_pixels(header: Header, settings: Settings) -> None:
    """Refuse more pixels than the settings or the format's decoder allow.

    Raises:
        PictureHasTooManyPixelsError: too many pixels, with both numbers.
        PictureTooCostlyError: a side is longer than any JPEG's. Some of the work is per row.
    """
    limit = min(settings.picture_max_pixels, _MAX_PIXELS.get(header.format, header.pixels))
    if header.pixels > limit:
        allowed, declared = math.floor(limit / 1e5) / 10, math.ceil(header.pixels / 1e5) / 10
        raise PictureHasTooManyPixelsError(
            f"As {header.format} a picture may have {allowed:g} million pixels; "
            f"yours has {declared:,g} million. Save it smaller and try again."
        )
    if max(header.width, header.height) > _LONGEST_SIDE:
        raise PictureTooCostlyError
