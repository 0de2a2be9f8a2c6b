"""Pictures that a browser shows and that a thumbnail must show in the same way."""

import struct
import zlib
from functools import cache

from PIL import Image

from testkit.avif_cases import avif_cases
from testkit.colour_cases import LINEAR_GAMMA, SIDE, colour_cases, flat_png
from testkit.orientation_cases import exif as exif_data
from testkit.orientation_cases import orientation_cases
from testkit.photos import encode, quarters
from testkit.png import (
    GREY,
    GREY_ALPHA,
    RGB_ALPHA,
    animation,
    chunk,
    image_data,
    png_file,
    with_chunk,
    with_wrong_checksum,
)

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 30), (30, 30, 200)


@cache
def picture_cases() -> dict[str, bytes]:
    """Return the files by name."""
    return {
        **_ancillary(),
        **_truncated(),
        **colour_cases(),
        **_samples(),
        **_first_frames(),
        **avif_cases(),
        **orientation_cases(),
    }


def textured(side: int = 640) -> Image.Image:
    """Return a picture with detail in every block, as photos have it."""
    grain = Image.effect_noise((side, side), 40).convert("RGB")
    return Image.blend(quarters(side, side), grain, 0.2)


def interlaced_png(side: int = 200) -> bytes:
    pixels = textured(side).load()
    assert pixels
    return png_file(side, lambda x, y: pixels[x, y], interlaced=True)  # type: ignore[arg-type,return-value]


def without_rows(png: bytes, share: float) -> bytes:
    """Return a PNG without rows at its end, whose compressed data are complete."""
    first, end = png.index(b"IDAT") - 4, png.index(b"IEND") - 4
    rows = zlib.decompress(image_data(png))
    data = zlib.compress(start_of(rows, 1 - share))
    return png[:first] + chunk(b"IDAT", data) + png[end:]


def start_of(file: bytes, share: float) -> bytes:
    return file[: int(len(file) * share)]


def _ancillary() -> dict[str, bytes]:
    text = zlib.compress(b" " * 5_000_000)
    picture = flat_png(RED)
    exif = exif_data(orientation=1)
    junk = b"\xff" * len(exif[6:])  # behind "Exif"
    return {
        "png compressed text": with_chunk(picture, b"zTXt", b"Raw profile type xmp\0\0" + text),
        "png xmp": with_chunk(picture, b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + text),
        "png wrong checksum of text": with_wrong_checksum(
            with_chunk(picture, b"tEXt", b"Comment\0made with love"), b"tEXt"
        ),
        "png wrong checksum of gamma": with_wrong_checksum(flat_png(RED, LINEAR_GAMMA), b"gAMA"),
        "png wrong checksum of image data": with_wrong_checksum(picture, b"IDAT"),
        "png wrong checksum of its end": with_wrong_checksum(picture, b"IEND"),
        "png broken profile": flat_png(RED, (b"iCCP", b"broken\0\0junk")),
        "jpeg broken exif": encode(quarters(SIDE, SIDE), exif=b"Exif\0\0II*\0\xff\xff\xff\x7f"),
        "jpeg broken profile": encode(quarters(SIDE, SIDE), icc_profile=b"junk" * 50),
        "jpeg broken multi-picture index": _jpeg_with_segment(b"\xff\xe2", b"MPF\0II*\0\xff\xff"),
        "jpeg short colour model": _jpeg_with_segment(b"\xff\xee", b"Adobe"),
        "jpeg broken photoshop data": _jpeg_with_segment(b"\xff\xed", b"Photoshop 3.0\08BIM\xff"),
        "webp broken exif": encode(quarters(SIDE, SIDE), "WEBP", exif=exif).replace(exif[6:], junk),
        "avif broken exif": encode(quarters(SIDE, SIDE), "AVIF", exif=exif).replace(exif[6:], junk),
    }


def _jpeg_with_segment(marker: bytes, content: bytes) -> bytes:
    whole = encode(quarters(SIDE, SIDE))
    return whole[:2] + marker + struct.pack(">H", 2 + len(content)) + content + whole[2:]


def _truncated() -> dict[str, bytes]:
    picture = textured()
    moving = {"save_all": True, "append_images": [picture.rotate(90)], "duration": 60_000}
    return {
        "jpeg without its end": encode(picture)[:-2],
        "jpeg cut": start_of(encode(picture), 0.85),
        "jpeg progressive cut": start_of(encode(picture, progressive=True), 0.4),
        "png cut": start_of(encode(picture, "PNG"), 0.85),
        "png transparent cut": start_of(encode(picture.convert("RGBA"), "PNG"), 0.85),
        "png palette cut": start_of(encode(picture.quantize(64), "PNG"), 0.85),
        "png complete data without the last rows": without_rows(encode(picture, "PNG"), 0.15),
        "png interlaced cut": start_of(interlaced_png(), 0.85),
        "gif cut": start_of(encode(picture, "GIF", interlace=0), 0.85),
        "gif interlaced cut": start_of(encode(picture, "GIF", interlace=1), 0.85),
        "gif animation cut": start_of(encode(picture, "GIF", **moving), 0.7),
        "png animation cut": start_of(encode(picture, "PNG", **moving), 0.7),
    }


def _samples() -> dict[str, bytes]:
    """Return PNGs of each bit depth, with and without transparency."""
    greys = {name: file for depth in (1, 2, 4, 8, 16) for name, file in _greys(depth).items()}
    return greys | _colours(8) | _colours(16)


def _greys(depth: int) -> dict[str, bytes]:
    top = 2**depth - 1
    key = top if depth == 1 else top // 3

    def ramp(x: int, _y: int) -> tuple[int]:
        return (x * top // 63,)

    def half_transparent(x: int, _y: int) -> tuple[int]:
        return (key if x > SIDE // 2 else x * top // 63,)

    transparent = (b"tRNS", struct.pack(">H", key))
    return {
        f"png grey {depth} bits": png_file(SIDE, ramp, depth=depth, colour=GREY),
        f"png grey {depth} bits transparent": png_file(
            SIDE, half_transparent, [transparent], depth=depth, colour=GREY
        ),
    }


def _colours(depth: int) -> dict[str, bytes]:
    top = 2**depth - 1

    def half_transparent(x: int, y: int) -> tuple[int, ...]:
        return (top, 0, 0) if x > SIDE // 2 else (0, y * top // 63, 0)

    def translucent_grey(x: int, y: int) -> tuple[int, ...]:
        return x * top // 63, y * top // 63

    def translucent(x: int, y: int) -> tuple[int, ...]:
        return x * top // 63, 0, top // 2, y * top // 63

    transparent = (b"tRNS", struct.pack(">HHH", top, 0, 0))
    return {
        f"png rgb {depth} bits transparent": png_file(
            SIDE, half_transparent, [transparent], depth=depth
        ),
        f"png grey and alpha {depth} bits": png_file(
            SIDE, translucent_grey, depth=depth, colour=GREY_ALPHA
        ),
        f"png rgb and alpha {depth} bits interlaced": png_file(
            SIDE, translucent, depth=depth, colour=RGB_ALPHA, interlaced=True
        ),
    }


def _first_frames() -> dict[str, bytes]:
    spot = Image.new("RGBA", (SIDE, SIDE))
    spot.paste((*RED, 255), (10, 20, 40, 50))
    other = Image.new("RGBA", (SIDE, SIDE), (*BLUE, 255))
    moving = {"save_all": True, "append_images": [other], "duration": 60_000}
    return {
        "png hidden default image": animation(SIDE, RED, (0, 0, SIDE, bytes(GREEN))),
        "png hidden default image, small frame": animation(SIDE, RED, (10, 20, 30, bytes(GREEN))),
        "png animation": encode(spot, "PNG", **moving),
        "webp animation": encode(spot, "WEBP", lossless=True, **moving),
        "webp animation on a background": encode(
            spot, "WEBP", lossless=True, background=(*GREEN, 255), **moving
        ),
        "gif small frame": gif_with_frame((SIDE, SIDE), (10, 20, 30, 30)),
        "gif without a screen": gif_with_frame((0, SIDE), (0, 0, SIDE, SIDE)),
        "gif frame beyond the screen": gif_with_frame((40, 40), (20, 20, 44, 44)),
        "gif transparent": encode(quarters(SIDE, SIDE).quantize(4), "GIF", transparency=1),
    }


def gif_with_frame(screen: tuple[int, int], frame: tuple[int, int, int, int]) -> bytes:
    """Return a GIF of one frame, given as x, y, width and height, in a larger or smaller screen."""
    whole = bytearray(encode(quarters(*frame[2:]).quantize(4), "GIF"))
    descriptor = whole.index(b",", 13)
    whole[6:10] = struct.pack("<HH", *screen)
    whole[descriptor + 1 : descriptor + 9] = struct.pack("<4H", *frame)
    return bytes(whole)
