"""Mutants: good files of each format with something broken, the same ones for the same seed."""

import random
from collections.abc import Callable, Iterator
from functools import cache

from PIL import Image

from testkit.photos import encode, phone_photo, quarters
from tests.uploads.corpora import Sample


@cache
def good_files() -> dict[str, bytes]:
    """One file of each format and way of storing that has a decoder path of its own."""
    photo = Image.blend(
        quarters(200, 150), Image.effect_noise((200, 150), 60).convert("RGB"), alpha=0.3
    )
    glass = photo.copy()
    glass.putalpha(photo.getchannel(0))
    frames = [photo.rotate(angle) for angle in (90, 180)]
    film = {"save_all": True, "append_images": frames}
    return {
        "phone.jpg": phone_photo(200, 150),
        "progressive.jpg": encode(photo, "JPEG", progressive=True),
        "print.jpg": encode(photo.convert("CMYK"), "JPEG"),
        "phone.mpo": encode(photo, "MPO", **film),
        "photo.png": encode(photo, "PNG"),
        "palette.png": encode(glass.quantize(40), "PNG"),
        "film.png": encode(photo, "PNG", **film),
        "film.gif": encode(photo, "GIF", **film),
        "photo.webp": encode(photo, "WEBP"),
        "lossless.webp": encode(glass, "WEBP", lossless=True),
        "film.webp": encode(photo, "WEBP", **film),
        "photo.avif": encode(photo, "AVIF", speed=10),
        "glass.avif": encode(glass, "AVIF", speed=10),
    }


def mutants(count: int, seed: int) -> Iterator[Sample]:
    """Yield so many, of all the good files in turn."""
    chance = random.Random(seed)  # noqa: S311 - it must repeat
    files = list(good_files().items())
    for number in range(count):
        name, content = files[number % len(files)]
        break_it = chance.choice(_WAYS)
        broken = break_it(chance, bytearray(content))
        yield Sample(f"mutants/{seed}-{number}-{break_it.__name__}-{name}", bytes(broken))


def flipped(chance: random.Random, content: bytearray) -> bytearray:
    """Flip a few bits, near the start more often: there the decoder is told what to do."""
    for _ in range(chance.randint(1, 20)):
        end = chance.choice((64, 600, len(content)))
        content[chance.randrange(min(end, len(content)))] ^= 1 << chance.randrange(8)
    return content


def cut(chance: random.Random, content: bytearray) -> bytearray:
    return content[: chance.randrange(len(content))]


def repeated(chance: random.Random, content: bytearray) -> bytearray:
    """Put a piece of the file in a second time, elsewhere."""
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randint(1, 400)]
    place = chance.randrange(len(content))
    return content[:place] + piece + content[place:]


def emptied(chance: random.Random, content: bytearray) -> bytearray:
    """Fill a stretch with zeros or ones."""
    start = chance.randrange(len(content))
    length = min(chance.randint(1, 200), len(content) - start)
    content[start : start + length] = bytes([chance.choice((0, 255))]) * length
    return content


def enlarged(chance: random.Random, content: bytearray) -> bytearray:
    """Write a huge number where the header may have a size."""
    start = chance.randrange(4, min(64, len(content) - 4))
    content[start : start + 4] = chance.choice((b"\x7f\xff\xff\xff", b"\0\0\xff\xff", b"\xff" * 4))
    return content


_WAYS: tuple[Callable[[random.Random, bytearray], bytearray], ...] = (
    flipped,
    cut,
    repeated,
    emptied,
    enlarged,
)
