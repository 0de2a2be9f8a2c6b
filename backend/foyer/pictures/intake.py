"""Intake: is this an upload we take? Decided by its content, before anything is decoded."""

from http import HTTPStatus
from typing import BinaryIO

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from foyer.errors import FoyerError
from foyer.settings import Settings

# What Pillow may open; nothing else is even tried. JPEG includes MPO, which phones write.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")

_LONGEST_SIDE = 65_535  # pixels; no JPEG has more


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


class PictureHasTooManyPixelsError(PictureRefusedError):
    code = "picture_too_many_pixels"


class Crop(BaseModel):
    """A square, in source pixels after EXIF rotation."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    x: int = Field(ge=0, le=_LONGEST_SIDE)
    y: int = Field(ge=0, le=_LONGEST_SIDE)
    size: int = Field(ge=1, le=_LONGEST_SIDE)


class CropError(FoyerError):
    """The crop must be a square inside the picture: {"x": …, "y": …, "size": …}."""

    code = "crop_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def extensions(self) -> dict[str, object]:
        return {"errors": [{"field": "crop", "code": self.code, "message": self.detail}]}


def parse_crop(text: str | None) -> Crop | None:
    """Read the form's crop field; absent or empty means the whole picture's middle.

    Raises:
        CropError: it is not JSON of the right shape.
    """
    if not text:
        return None
    try:
        return Crop.model_validate_json(text)
    except ValidationError as error:
        raise CropError from error


def inspect(file: BinaryIO, size: int, settings: Settings) -> None:
    """Accept the upload or say why not. Reads the header only.

    Raises:
        PictureRefusedError: too many bytes, not one of the formats, or too many pixels.
    """
    if size > settings.picture_max_bytes:
        limit = settings.picture_max_bytes / 1024 / 1024
        raise PictureTooLargeError(
            f"The picture must be smaller than {limit:.0f} MB; "
            f"yours is {size / 1024 / 1024:.1f} MB."
        )
    width, height = _dimensions(file)
    if width * height > settings.picture_max_pixels:
        raise PictureHasTooManyPixelsError(
            f"The picture may have {settings.picture_max_pixels / 1e6:.0f} million pixels; "
            f"yours has {width * height / 1e6:.0f} million."
        )
    file.seek(0)


def _dimensions(file: BinaryIO) -> tuple[int, int]:
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as image:
            return image.size
    except Image.DecompressionBombError:
        raise PictureHasTooManyPixelsError("The picture has far too many pixels.") from None
    except (
        Exception
    ) as error:  # Pillow raises SyntaxError, ValueError, struct.error … for broken files
        raise PictureFormatError from error
