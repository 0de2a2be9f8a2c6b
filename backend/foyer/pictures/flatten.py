"""Conversion of parts of a picture to 8-bit, opaque sRGB."""

from PIL import Image

from foyer.pictures.formats.source import Colour
from foyer.pictures.icc import Transform, srgb_transform

_16_BIT = "I"  # the modes I;16, I;16B and I
_TO_BYTE = [round(sample / 257) for sample in range(65536)]


class Flattener:
    """Converts parts of one picture: colours to sRGB first, then transparency to white."""

    def __init__(self, image: Image.Image, profile: bytes | None, transparent: Colour) -> None:
        self._mode = _colour_mode(image)
        self._transparent = transparent
        self._to_srgb: Transform | None = None
        if profile:
            self._to_srgb = srgb_transform(profile, self._mode)
            if self._to_srgb is None and self._mode == "L":
                self._mode = "RGB"
                self._to_srgb = srgb_transform(profile, self._mode)

    def __call__(self, part: Image.Image) -> Image.Image:
        colour, alpha = self._split(part)
        opaque = self._to_srgb(colour) if self._to_srgb else _in_mode("RGB", colour)
        if alpha is None:
            return opaque
        flat = Image.new("RGB", part.size, "white")
        flat.paste(opaque, mask=alpha)
        return flat

    def _split(self, part: Image.Image) -> tuple[Image.Image, Image.Image | None]:
        """Return the colours, and the alpha channel if there is any transparency."""
        if part.mode.startswith(_16_BIT):
            samples = part.convert("I")
            grey = samples.point(_TO_BYTE, "L").convert(self._mode)
            return grey, self._alpha_of_16_bits(samples)
        if part.mode == "1":
            part = part.convert("L")
        if self._transparent is not None:
            part.info["transparency"] = self._transparent
        if not part.has_transparency_data:
            return _in_mode(self._mode, part), None
        layer = part.convert("LA" if self._mode == "L" else "RGBA")
        return layer.convert(self._mode), layer.getchannel("A")

    def _alpha_of_16_bits(self, samples: Image.Image) -> Image.Image | None:
        if self._transparent is None:
            return None
        return samples.point([255 * (n != self._transparent) for n in range(65536)], "L")


def _in_mode(mode: str, image: Image.Image) -> Image.Image:
    """Convert the image, or return itself: Pillow's method would copy an image of this mode."""
    return image if image.mode == mode else image.convert(mode)


def _colour_mode(image: Image.Image) -> str:
    """Return the mode of the colours without transparency: L, RGB or CMYK."""
    if image.mode in {"1", "L", "LA"} or image.mode.startswith(_16_BIT):
        return "L"
    return "CMYK" if image.mode == "CMYK" else "RGB"
