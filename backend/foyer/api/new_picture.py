"""A picture that takes another's place: the form it comes in, and what may be wrong with it."""

from typing import Annotated

from fastapi import Depends, File, Form, UploadFile

from foyer.api.accepted import ACCEPTED
from foyer.api.problems import responses
from foyer.api.rate_limits import TooManyRequestsError
from foyer.pictures.storage import StorageError
from foyer.pictures.validation import (
    CropError,
    PictureFormatError,
    PictureTooLargeError,
    parse_crop,
)

NEW_PICTURE = ACCEPTED | responses(
    PictureFormatError, CropError, PictureTooLargeError, StorageError, TooManyRequestsError
)


class NewPicture:
    """A file that nobody looked at yet, and the square of it that is wanted."""

    def __init__(
        self,
        picture: Annotated[UploadFile, File()],
        crop: Annotated[str | None, Form(description='{"x": …, "y": …, "size": …}')] = None,
    ) -> None:
        self.file = picture
        self.crop = parse_crop(crop)


NewPictureDep = Annotated[NewPicture, Depends()]
