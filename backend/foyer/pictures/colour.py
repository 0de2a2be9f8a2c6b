"""Colour spaces that files declare by numbers (ITU-T H.273, PNG), as ICC profiles."""

import math
from collections.abc import Callable

from foyer.pictures.icc import Chromaticities, profile_tag, rgb_profile

_CICP_BYTES = 12
_D65, _C = (0.3127, 0.3290), (0.310, 0.316)  # white points
_SRGB = Chromaticities((0.640, 0.330), (0.300, 0.600), (0.150, 0.060), _D65)
_SMPTE_170M = Chromaticities((0.630, 0.340), (0.310, 0.595), (0.155, 0.070), _D65)

# ColourPrimaries of H.273 by code point.
_PRIMARIES = {
    1: _SRGB,
    4: Chromaticities((0.670, 0.330), (0.210, 0.710), (0.140, 0.080), _C),
    5: Chromaticities((0.640, 0.330), (0.290, 0.600), (0.150, 0.060), _D65),
    6: _SMPTE_170M,
    7: _SMPTE_170M,
    8: Chromaticities((0.681, 0.319), (0.243, 0.692), (0.145, 0.049), _C),
    9: Chromaticities((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), _D65),
    11: Chromaticities((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.314, 0.351)),
    12: Chromaticities((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), _D65),
    22: Chromaticities((0.630, 0.340), (0.295, 0.605), (0.155, 0.077), _D65),
}

# HDR in sRGB: tones in steps of 8 of 255, as Chromium 156 renders them on an SDR screen.
_PQ_TONES = (
    *(0, 0, 1, 2, 5, 9, 15, 22, 30, 38, 48, 58, 70, 83, 98, 114),
    *(132, 153, 175, 198, 213, 226, 237, 246, 255, 255, 255, 255, 255, 255, 255, 255, 255),
)
_HLG_TONES = (
    *(0, 1, 3, 7, 14, 21, 29, 36, 43, 50, 57, 64, 71, 78, 85, 92),
    *(99, 107, 115, 125, 135, 147, 160, 174, 189, 202, 212, 220, 228, 236, 243, 250, 257),
)

Curve = Callable[[float], float]


def _power(exponent: float) -> Curve:
    return lambda value: math.pow(value, exponent)


def _power_with_toe(offset: float, slope: float, toe: float, exponent: float) -> Curve:
    """Return a curve that is linear up to the toe and a power behind it."""

    def linear(value: float) -> float:
        if value < toe:
            return value / slope
        return math.pow((value + offset) / (1 + offset), exponent)

    return linear


_SRGB_CURVE = _power_with_toe(0.055, 12.92, 0.04045, 2.4)


def _toned(tones: tuple[int, ...]) -> Curve:
    def linear(value: float) -> float:
        step, part = divmod(value * 255 / 8, 1)
        before, after = tones[int(step)], tones[min(int(step) + 1, len(tones) - 1)]
        return _SRGB_CURVE(min((before + (after - before) * part) / 255, 1))

    return linear


# TransferCharacteristics of H.273 by code point.
_CURVES = {
    **dict.fromkeys((1, 6, 11, 14, 15), _power(2.4)),  # BT.709, as screens show it (BT.1886)
    4: _power(2.2),
    5: _power(2.8),
    7: _power_with_toe(0.1115, 4, 0.0912, 1 / 0.45),
    8: _power(1),
    13: _SRGB_CURVE,
    16: _toned(_PQ_TONES),
    17: lambda value: min(value**2.6 * 52.37 / 48, 1),
    18: _toned(_HLG_TONES),
}


_SRGB_POINTS = (1, 13)


def cicp_profile(primaries: int, transfer: int) -> bytes | None:
    """Return the ICC profile of code points; None for sRGB and for those without a meaning."""
    points = primaries, transfer
    if points == _SRGB_POINTS or primaries not in _PRIMARIES or transfer not in _CURVES:
        return None
    return rgb_profile(_PRIMARIES[primaries], _CURVES[transfer])


def by_code_points(profile: bytes) -> bytes | None:
    """Return the profile of the code points that an ICC profile (4.4) has, or else itself.

    None stands for sRGB. Code points are those of RGB.
    """
    tag = profile_tag(profile, b"cicp")  # its type, 4 zeros, four numbers
    if len(tag) < _CICP_BYTES or profile[16:20] != b"RGB ":
        return profile
    if (tag[8], tag[9]) == _SRGB_POINTS:
        return None
    return cicp_profile(tag[8], tag[9]) or profile


def gamma_profile(gamma: float, chromaticities: Chromaticities = _SRGB) -> bytes | None:
    """Return the ICC profile of a PNG's gamma, the exponent of the encoding, and its primaries."""
    return rgb_profile(chromaticities, _power(1 / gamma)) if gamma > 0 else None
