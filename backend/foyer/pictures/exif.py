"""The orientation in EXIF data, as browsers read it."""

import struct

_ORIENTATION, _SHORT = 0x0112, 3  # tag and type
_BYTE_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
_ENTRY_BYTES = 12


def orientation(tiff: bytes) -> int:
    """Return the first orientation, 1 to 8, that is one SHORT; 1 if there is none.

    Broken data have none: metadata must not refuse a picture.
    """
    order = _BYTE_ORDERS.get(tiff[:4])
    if order is None:
        return 1
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, directory)
        for number in range(entries):
            at = directory + 2 + number * _ENTRY_BYTES
            *kind, value = struct.unpack_from(f"{order}HHIH2x", tiff, at)
            if kind == [_ORIENTATION, _SHORT, 1] and 1 <= value <= 8:  # noqa: PLR2004
                return int(value)
    except struct.error:  # the data end before
        pass
    return 1
