"""AVIFs that are cropped by a clean aperture (ISO/IEC 14496-12), and those that are not."""

import struct

from testkit.photos import encode, quarters

_ESSENTIAL = 0x80  # flag of an association
_WIDTH, _HEIGHT = 80, 64
_Offset = tuple[int, int]


def avif_cases() -> dict[str, bytes]:
    """Return the files by name. The offset is that of the crop's centre from the picture's."""
    return {
        "avif cropped at its top left": cropped_avif((40, 32), (-20, -16)),
        "avif cropped in its middle": cropped_avif((40, 32), (0, 0)),
        "avif cropped to more than there is": cropped_avif((400, 400), (160, 168)),
    }


def cropped_avif(size: tuple[int, int], offset: _Offset) -> bytes:
    """Return an AVIF of 80 by 64 pixels with a clean aperture, at the place of a colour profile."""
    numbers = (number for part in (*size, *offset) for number in (part, 1))
    aperture = struct.pack(">IIIIiIiI", *numbers)
    profile = bytes(len(aperture) - 4)
    picture = quarters(_WIDTH, _HEIGHT)
    options = {"quality": 95, "speed": 10, "subsampling": "4:4:4"}
    whole = encode(picture, "AVIF", icc_profile=profile, **options)
    property_number = _property_number(whole, b"colrprof")
    associations = whole.index(b"ipma") + 14  # behind version, count and the item's id
    at = whole.index(bytes((property_number,)), associations + 1)
    whole = whole[:at] + bytes((property_number | _ESSENTIAL,)) + whole[at + 1 :]
    return whole.replace(b"colrprof" + profile, b"clap" + aperture)


def _property_number(avif: bytes, start: bytes) -> int:
    """Return the number, from 1, of the property whose box begins with this kind and content."""
    at = avif.index(b"ipco") + 4
    number = 1
    while not avif[at + 4 :].startswith(start):
        at += int.from_bytes(avif[at : at + 4])
        number += 1
    return number
