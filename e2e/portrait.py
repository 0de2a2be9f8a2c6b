"""A drawn picture for screenshots: hills in the evening."""

import math

from PIL import Image, ImageDraw, ImageFilter

from testkit.photos import encode

SIZE = 900
_SKY = ((250, 214, 150), (233, 140, 92), (94, 60, 88))
_HILLS = ((0.61, 0.075, (120, 72, 92)), (0.71, 0.09, (70, 52, 78)), (0.83, 0.07, (32, 40, 58)))


def portrait() -> bytes:
    """A square JPEG."""
    image = Image.new("RGB", (1, SIZE))
    for y in range(SIZE):
        image.putpixel((0, y), _sky(y / SIZE))
    image = image.resize((SIZE, SIZE))
    draw = ImageDraw.Draw(image)
    draw.ellipse([0.39 * SIZE, 0.32 * SIZE, 0.61 * SIZE, 0.54 * SIZE], fill=(255, 240, 205))
    for number, (base, height, colour) in enumerate(_HILLS):
        ridge = [
            (x, SIZE * (base + height * math.sin(x / (120 + 30 * number) + 2 * number)))
            for x in range(0, SIZE + 8, 8)
        ]
        draw.polygon([*ridge, (SIZE, SIZE), (0, SIZE)], fill=colour)
    return encode(image.filter(ImageFilter.GaussianBlur(1)), quality=92)


def _sky(height: float) -> tuple[int, int, int]:
    top, middle, low = _SKY
    above, below, share = (
        (top, middle, height / 0.55) if height < 0.55 else (middle, low, (height - 0.55) / 0.45)
    )
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(above, below, strict=True))
    return red, green, blue
