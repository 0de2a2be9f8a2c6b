"""Reader of AVIF: the colours and the crop that the container declares."""

import io
import struct

from foyer.pictures.av1 import UnusualFileError, most_frames
from foyer.pictures.colour import cicp_profile
from foyer.pictures.formats.source import Source
from foyer.pictures.isobmff import clean_aperture, colour_code_points, largest_size
from foyer.pictures.validation import PictureDamagedError, PictureTooCostlyError

# Browsers show AVIF with unspecified values like this, and video's curves as sRGB.
_DEFAULT_PRIMARIES, _DEFAULT_TRANSFER = 1, 13
_UNSPECIFIED = 2
_VIDEO_TRANSFERS = {1, 6, 14, 15}
# A frame of 20 million pixels takes 40 ms, in 700 bytes. An image has one frame, or four layers.
_MAX_FRAMES = 8


def read_avif(content: bytes) -> Source:
    """Add a profile for the declared code points; the decoder itself reads ICC and orientation.

    Raises:
        PictureDamagedError: the container is damaged.
        PictureTooCostlyError: an image consists of more frames than any encoder writes.
    """
    try:
        if most_frames(content) > _MAX_FRAMES:
            raise PictureTooCostlyError
    except UnusualFileError as error:
        raise PictureTooCostlyError from error
    except (struct.error, IndexError, KeyError) as error:
        raise PictureDamagedError from error
    primaries, transfer = colour_code_points(content) or (_UNSPECIFIED, _UNSPECIFIED)
    if primaries == _UNSPECIFIED:
        primaries = _DEFAULT_PRIMARIES
    if transfer in _VIDEO_TRANSFERS | {_UNSPECIFIED}:
        transfer = _DEFAULT_TRANSFER
    return Source(
        content=content,
        size=largest_size(io.BytesIO(content)) or (0, 0),
        partly_shown=False,
        profile=cicp_profile(primaries, transfer),
        canvas=clean_aperture(content),
    )
