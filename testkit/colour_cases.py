"""Pictures that declare their colours in every way the accepted formats have."""

import struct
import zlib

from PIL import Image

from testkit import photos
from testkit.photos import QUARTERS, encode, quarters
from testkit.png import GREY, PALETTE, RGB_ALPHA, chunk, png_file

SIDE = 64
LINEAR_GAMMA = (b"gAMA", struct.pack(">I", 100_000))

_ADOBE_RGB = struct.pack(">8I", 31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)
_DARK_GREY = 55  # in linear light; the middle grey, 128, in sRGB


def colour_cases() -> dict[str, bytes]:
    """Return the files by name."""
    return {**_png_colours(), **_other_colours()}


def flat_png(colour: tuple[int, ...], *chunks: tuple[bytes, bytes]) -> bytes:
    return png_file(SIDE, lambda _x, _y: colour, chunks)


def _png_colours() -> dict[str, bytes]:
    colour = (230, 59, 60)
    gamma, palette = LINEAR_GAMMA, bytes(sum(QUARTERS, ()))
    swapped = (b"iCCP", b"swapped\0\0" + zlib.compress(photos.swapped_red_green_profile()))
    code_points = {
        "p3": (12, 13), "bt.2020": (9, 13), "bt.2020 video": (9, 1), "ntsc": (4, 4),
        "linear": (1, 8), "gamma 2.8": (5, 5), "smpte 240": (7, 7), "cinema": (11, 17),
        "pq": (9, 16), "unspecified": (2, 2),
    }  # fmt: skip
    return {
        **{
            f"png cicp {name}": flat_png(colour, (b"cICP", bytes((*points, 0, 1))))
            for name, points in code_points.items()
        },
        "png cicp hlg": flat_png((128, 128, 128), (b"cICP", bytes((9, 18, 0, 1)))),
        "png cicp narrow range": flat_png(colour, (b"cICP", bytes((12, 13, 0, 0)))),
        "png gamma": flat_png((_DARK_GREY,) * 3, gamma),
        "png gamma of srgb": flat_png(colour, (b"gAMA", struct.pack(">I", 45455))),
        "png gamma and primaries": flat_png(
            colour, (b"gAMA", struct.pack(">I", 45455)), (b"cHRM", _ADOBE_RGB)
        ),
        "png gamma and srgb": flat_png(colour, gamma, (b"sRGB", b"\0")),
        "png gamma and profile": flat_png(colour, gamma, swapped),
        "png gamma and a wrong rendering intent": flat_png(colour, gamma, (b"sRGB", b"\x09")),
        "png profile with an empty name": flat_png(colour, (b"iCCP", swapped[1][7:])),
        "png gamma behind its pixels": _behind_pixels(flat_png(colour), *gamma),
        "png profile behind its pixels": _behind_pixels(flat_png(colour), *swapped),
        "png code points behind its pixels": _behind_pixels(
            flat_png(colour), b"cICP", bytes((9, 16, 0, 1))
        ),
        "png transparency before its palette": png_file(
            SIDE,
            lambda x, _y: (x // 16,),
            [(b"tRNS", bytes(4)), (b"PLTE", palette)],
            colour=PALETTE,
        ),
        "png cicp and profile": flat_png(colour, (b"cICP", bytes((12, 13, 0, 1))), swapped),
        "png gamma grey": png_file(SIDE, lambda _x, _y: (_DARK_GREY,), [gamma], colour=GREY),
        "png gamma translucent": png_file(
            SIDE, lambda _x, y: (200, 30, 60, y * 4), [gamma], colour=RGB_ALPHA
        ),
        "png gamma palette": png_file(
            SIDE, lambda x, _y: (x // 16,), [gamma, (b"PLTE", palette)], colour=PALETTE
        ),
    }


def _other_colours() -> dict[str, bytes]:
    picture, translucent = quarters(SIDE, SIDE), quarters(SIDE, SIDE)
    translucent.putalpha(128)
    swapped = photos.swapped_red_green_profile()
    wide = photos.rgb_profile(*photos.DISPLAY_P3_PRIMARIES)
    return {
        "jpeg profile": encode(picture, quality=95, icc_profile=swapped),
        "jpeg wide gamut": encode(picture, quality=95, icc_profile=wide),
        "jpeg grey with a profile for rgb": encode(
            picture.convert("L"), quality=95, icc_profile=swapped
        ),
        "jpeg cmyk": encode(picture.convert("CMYK"), quality=95),
        "jpeg cmyk with a profile": encode(
            picture.convert("CMYK"), quality=95, icc_profile=photos.cyan_is_black_profile()
        ),
        "webp profile": encode(picture, "WEBP", quality=95, icc_profile=swapped),
        "webp profile without a flag": _with_flags(
            encode(picture, "WEBP", quality=95, icc_profile=swapped), 0
        ),
        "webp alpha without a flag": _with_flags(encode(translucent, "WEBP", quality=95), 0),
        "jpeg profile with code points": encode(
            picture, quality=95, icc_profile=photos.with_code_points(swapped, 12, 13)
        ),
        "jpeg profile with code points of srgb": encode(
            picture, quality=95, icc_profile=photos.with_code_points(swapped, 1, 13)
        ),
        "jpeg profile with code points of pq": encode(
            picture.convert("L").convert("RGB"),
            quality=95,
            icc_profile=photos.with_code_points(wide, 9, 16),
        ),
        "webp profile translucent": encode(translucent, "WEBP", quality=95, icc_profile=swapped),
        "avif profile": encode(picture, "AVIF", quality=95, icc_profile=swapped),
        "avif p3": avif_with_code_points(picture, 12, 13),
        "avif bt.2020 video": avif_with_code_points(picture, 9, 1),
        "avif linear": avif_with_code_points(picture, 2, 8),
        "avif pq": avif_with_code_points(picture.convert("L").convert("RGB"), 9, 16),
        "avif p3 translucent": avif_with_code_points(translucent, 12, 2),
        "avif profile and code points": avif_with_code_points(picture, 12, 13, icc_profile=swapped),
    }


def _behind_pixels(png: bytes, kind: bytes, content: bytes) -> bytes:
    end = png.index(b"IEND") - 4
    return png[:end] + chunk(kind, content) + png[end:]


def _with_flags(webp: bytes, flags: int) -> bytes:
    """Return an extended WebP that has these flags."""
    position = webp.index(b"VP8X") + 8
    return webp[:position] + bytes((flags,)) + webp[position + 1 :]


def avif_with_code_points(
    image: Image.Image, primaries: int, transfer: int, **options: bytes
) -> bytes:
    """Return an AVIF whose container declares these colours (ITU-T H.273)."""
    whole = encode(image, "AVIF", quality=95, speed=10, **options)
    position = whole.index(b"nclx") + 4
    return whole[:position] + struct.pack(">HH", primaries, transfer) + whole[position + 4 :]
