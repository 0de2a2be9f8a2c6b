"""Readers of the accepted formats: each keeps the parts of a file that its first image needs."""

from collections.abc import Callable

from foyer.pictures.formats.avif import read_avif
from foyer.pictures.formats.gif import read_gif
from foyer.pictures.formats.jpeg import read_jpeg
from foyer.pictures.formats.png import read_png
from foyer.pictures.formats.source import Source
from foyer.pictures.formats.webp import read_webp
from foyer.pictures.headers import Format

READERS: dict[Format, Callable[[bytes], Source]] = {
    Format.JPEG: read_jpeg,
    Format.PNG: read_png,
    Format.WEBP: read_webp,
    Format.GIF: read_gif,
    Format.AVIF: read_avif,
}
