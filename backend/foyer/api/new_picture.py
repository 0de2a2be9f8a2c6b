"""The form that replaces a picture, and the errors that it may cause."""

from typing import Annotated

from fastapi import Depends, File, Form, UploadFile

from foyer.api.problems import responses
from foyer.api.rate_limits import TooManyRequestsError
from foyer.api.request_context import ACCEPTED
from foyer.object_storage.errors import StorageFullError, StorageUnreachableError
from foyer.pictures.validation import (
    CropError,
    PictureFormatError,
    PictureTooLargeError,
    parse_crop,
)

NEW_PICTURE = ACCEPTED | responses(
    PictureFormatError,
    CropError,
    PictureTooLargeError,
    StorageFullError,
    StorageUnreachableError,
    TooManyRequestsError,
)
CROP_FIELD = (
    'A square in pixels of the upright picture, {"x": …, "y": …, "size": …}. Without it, or if it '
    "is not inside the picture, the thumbnails show the middle."
)


class NewPicture:
    """An uploaded file that is not validated yet, and the part of it to show."""

    def __init__(
        self,
        picture: Annotated[UploadFile, File()],
        crop: Annotated[str | None, Form(description=CROP_FIELD)] = None,
    ) -> None:
        self.file = picture
        self.crop = parse_crop(crop)


NewPictureDep = Annotated[NewPicture, Depends()]
