"""Mutants: valid files of each format with random damage, reproducible by seed."""

import random
from collections.abc import Callable, Iterator
from functools import cache

from PIL import Image

from testkit.photos import encode, phone_photo, quarters
from tests.uploads.corpora import Sample


@cache
def valid_files() -> dict[str, bytes]:
    """Return one file per format and encoding that has a decoder path of its own."""
    photo = Image.blend(
        quarters(200, 150), Image.effect_noise((200, 150), 60).convert("RGB"), alpha=0.3
    )
    translucent = photo.copy()
    translucent.putalpha(photo.getchannel(0))
    frames = [photo.rotate(angle) for angle in (90, 180)]
    animation = {"save_all": True, "append_images": frames}
    return {
        "phone.jpg": phone_photo(200, 150),
        "progressive.jpg": encode(photo, "JPEG", progressive=True),
        "print.jpg": encode(photo.convert("CMYK"), "JPEG"),
        "phone.mpo": encode(photo, "MPO", **animation),
        "photo.png": encode(photo, "PNG"),
        "palette.png": encode(translucent.quantize(40), "PNG"),
        "animation.png": encode(photo, "PNG", **animation),
        "animation.gif": encode(photo, "GIF", **animation),
        "photo.webp": encode(photo, "WEBP"),
        "lossless.webp": encode(translucent, "WEBP", lossless=True),
        "animation.webp": encode(photo, "WEBP", **animation),
        "photo.avif": encode(photo, "AVIF", speed=10),
        "translucent.avif": encode(translucent, "AVIF", speed=10),
    }


def mutants(count: int, seed: int) -> Iterator[Sample]:
    """Yield this number of mutants, from all valid files in turn."""
    rng = random.Random(seed)  # noqa: S311 - must be reproducible
    files = list(valid_files().items())
    for number in range(count):
        name, content = files[number % len(files)]
        mutation = rng.choice(_MUTATIONS)
        mutant = mutation(rng, bytearray(content))
        yield Sample(f"mutants/{seed}-{number}-{mutation.__name__}-{name}", bytes(mutant))


def flipped(rng: random.Random, content: bytearray) -> bytearray:
    """Flip a few bits, more often near the start, where the decoder's parameters are."""
    for _ in range(rng.randint(1, 20)):
        end = rng.choice((64, 600, len(content)))
        content[rng.randrange(min(end, len(content)))] ^= 1 << rng.randrange(8)
    return content


def cut(rng: random.Random, content: bytearray) -> bytearray:
    return content[: rng.randrange(len(content))]


def repeated(rng: random.Random, content: bytearray) -> bytearray:
    """Insert a copy of a piece of the file at another position."""
    start = rng.randrange(len(content))
    piece = content[start : start + rng.randint(1, 400)]
    position = rng.randrange(len(content))
    return content[:position] + piece + content[position:]


def overwritten(rng: random.Random, content: bytearray) -> bytearray:
    """Overwrite a range with zeros or ones."""
    start = rng.randrange(len(content))
    length = min(rng.randint(1, 200), len(content) - start)
    content[start : start + length] = bytes([rng.choice((0, 255))]) * length
    return content


def enlarged(rng: random.Random, content: bytearray) -> bytearray:
    """Write a huge number where the header may hold a size."""
    start = rng.randrange(4, min(64, len(content) - 4))
    content[start : start + 4] = rng.choice((b"\x7f\xff\xff\xff", b"\0\0\xff\xff", b"\xff" * 4))
    return content


_MUTATIONS: tuple[Callable[[random.Random, bytearray], bytearray], ...] = (
    flipped,
    cut,
    repeated,
    overwritten,
    enlarged,
)
