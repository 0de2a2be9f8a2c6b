"""Malicious files: decompression bombs, polyglots, unsupported formats and wrong headers."""

import io
import struct
import zipfile
import zlib
from functools import cache

from PIL import Image

from testkit.photos import encode, phone_photo, quarters
from testkit.picture_cases import start_of
from testkit.png import RGB_ALPHA, chunk, header, with_chunk
from tests.uploads.corpora import Sample

SCRIPT = b"<script>alert(document.domain)</script>"


def png_bomb(width: int, height: int) -> bytes:
    """Return a PNG of 16-bit RGBA zeros, which compresses to a thousandth of its pixel data."""
    unpacked = height * (1 + 8 * width)
    squeeze = zlib.compressobj(9, wbits=-15)
    block = squeeze.compress(b"\0" * 1_000_000) + squeeze.flush(zlib.Z_FULL_FLUSH)
    rest = squeeze.compress(b"\0" * (unpacked % 1_000_000)) + squeeze.flush()
    checksum = struct.pack(">HH", unpacked % 65521, 1)  # Adler-32 of zeros
    content = b"\x78\xda" + block * (unpacked // 1_000_000) + rest + checksum
    start = header(width, height, 16, RGB_ALPHA)
    return start + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def scan_bomb(side: int = 7000, scans: int = 40_000) -> bytes:
    """Return a progressive JPEG that repeats its last scan; each is a pass over all blocks.

    The standard forbids it, but decoders only warn.
    """
    content = encode(Image.new("L", (side, side), 90), "JPEG", progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * scans + content[-2:]


def with_wrong_size(kind: str, side: int) -> bytes:
    """Return a picture with this side length whose header declares 16 pixels."""
    image = Image.new("RGBA", (side, side), (9, 9, 9, 9))
    content = bytearray(encode(image, kind, speed=10))
    if kind == "AVIF":
        position = content.index(b"ispe") + 8
        content[position : position + 8] = struct.pack(">II", 16, 16)
    elif kind == "WEBP":
        assert content[12:16] == b"VP8X"
        content[24:30] = b"\x0f\0\0\x0f\0\0"
    else:
        content[6:10] = struct.pack("<HH", 16, 16)
    return bytes(content)


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("index.html", SCRIPT)
    return out.getvalue()


def polyglots() -> dict[str, bytes]:
    """Return valid pictures that are also another file type, each with the same script."""
    gif = bytearray(encode(quarters(40, 40), "GIF"))
    gif[-1:] = b"!\xfe" + bytes([len(SCRIPT)]) + SCRIPT + b"\0;"
    return {
        "gif-and-script": bytes(gif),
        "jpeg-and-zip": phone_photo() + archive() + SCRIPT,
        "jpeg-and-html": encode(quarters(40, 40), "JPEG", comment=SCRIPT),
        "png-and-html": encode(quarters(40, 40), "PNG") + SCRIPT,
        "png-and-text": with_chunk(encode(quarters(40, 40), "PNG"), b"tEXt", b"Comment\0" + SCRIPT),
        "webp-and-html": encode(quarters(40, 40), "WEBP", xmp=SCRIPT, exif=b"Exif\0\0" + SCRIPT),
        "avif-and-xmp": encode(quarters(40, 40), "AVIF", xmp=SCRIPT),
    }


def unsupported_files() -> dict[str, bytes]:
    """Return files of other formats, which the API must refuse whatever their name."""
    picture = quarters(40, 40)
    return {
        "empty": b"",
        "pdf": b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n",
        "pdf-and-jpeg": b"%PDF-1.4\n" + phone_photo(),
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
        "html": b"<!doctype html>" + SCRIPT,
        "shell": b"#!/bin/sh\necho hello\n",
        "program": b"\x7fELF\x02\x01\x01" + b"\0" * 60,
        "zip": archive(),
        "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 60,
        "film": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 60,
        "tiff": encode(picture, "TIFF"),
        "bmp": encode(picture, "BMP"),
        "ico": encode(picture, "ICO"),
        "psd": b"8BPS\0\x01" + b"\0" * 60,
        "jpeg-2000": encode(picture, "JPEG2000"),
    }


@cache
def bombs() -> dict[str, bytes]:
    """Return files that need too much memory or time to decode."""
    text = zlib.compress(b"\0" * 50_000_000, 9)
    return {
        "png-2-gigapixels": header(2**31 - 1, 2**31 - 1) + chunk(b"IEND", b""),
        "png-53-megapixels": header(8192, 6500) + chunk(b"IEND", b""),
        "png-52-megapixels": png_bomb(8192, 6400),
        "png-text": with_chunk(encode(quarters(40, 40), "PNG"), b"zTXt", b"Comment\0\0" + text),
        "png-profile": with_chunk(encode(quarters(40, 40), "PNG"), b"iCCP", b"icc\0\0" + text),
        "gif-4-gigapixels": b"GIF89a" + b"\xff" * 4 + b"\0\0\0;",
        "gif-52-megapixels": encode(Image.new("P", (8192, 6400)), "GIF"),
        "webp-20-megapixels": encode(Image.new("RGBA", (5000, 4000), 1), "WEBP", lossless=True),
        "avif-20-megapixels": encode(Image.new("RGBA", (5000, 4000), 1), "AVIF", speed=10),
        "jpeg-52-megapixels": encode(Image.new("RGB", (8192, 6400)), progressive=True),
        "jpeg-full-colour-50-megapixels": encode(
            Image.new("RGB", (8192, 6144)), progressive=True, subsampling=0
        ),
        "jpeg-scans": scan_bomb(),
        "jpeg-scans-315-kilobytes": scan_bomb(scans=500),
        "jpeg-cut-52-megapixels": start_of(encode(Image.new("RGB", (8192, 6400))), 0.9),
        "png-cut-52-megapixels": start_of(png_bomb(8192, 6400), 0.85),
        "gif-cut-52-megapixels": start_of(encode(Image.new("P", (8192, 6400)), "GIF"), 0.9),
        "avif-wrong-size": with_wrong_size("AVIF", 5000),
        "webp-wrong-size": with_wrong_size("WEBP", 6000),
        "gif-wrong-size": with_wrong_size("GIF", 9000),
    }


def largest_pictures() -> list[Sample]:
    """Return the pictures that have almost as many pixels as the product accepts."""
    sizes = ("-52-megapixels", "-50-megapixels", "-20-megapixels")
    return [Sample(name, content) for name, content in bombs().items() if name.endswith(sizes)]


def hostile_samples() -> list[Sample]:
    groups = {"polyglot": polyglots(), "unsupported": unsupported_files(), "bomb": bombs()}
    return [
        Sample(f"hostile/{group}/{name}", content)
        for group, files in groups.items()
        for name, content in files.items()
    ]


def frame_bomb(*, frames: int) -> bytes:
    """An AVIF of 20 million pixels whose item has many frames; a decoder decodes all of them."""
    content = encode(Image.new("RGB", (5000, 4000), "green"), "AVIF", speed=10)
    start = content.index(b"mdat") + 4
    item = content[start:]
    extent = struct.pack(">II", start, len(item))
    head = content[: start - 8].replace(extent, struct.pack(">II", start, len(item) * frames))
    return head + struct.pack(">I4s", 8 + len(item) * frames, b"mdat") + item * frames
