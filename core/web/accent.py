"""A network's colour, made readable: pure functions over "#rrggbb"."""

from __future__ import annotations

import re

#: What the accent must be readable on: white, and the quiet ground of filters and footers, the darker of the two.
WHITE = "#ffffff"
GROUND = "#f5f6f8"

#: The least contrast of text, by WCAG 2.2 (1.4.3).
READABLE = 4.5

_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.ASCII)


def luminance(colour: str) -> float:
    """The relative luminance of a colour, from 0.0 (black) to 1.0 (white).

    Raises ValueError when `colour` is not written "#rgb" or "#rrggbb".
    """
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1.0 (the same) to 21.0 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable_accent(colour: str) -> tuple[str, str]:
    """Return the network's colour, darkened only as far as needed, and the ink of words written upon it.

    The colour becomes the text of links on white and the ground of buttons, so it is darkened, hue kept, until both
    are readable. What is readable on white carries white, so the ink is always white.
    """
    channels = _channels(colour)
    for percent in range(100, -1, -1):
        accent = "#" + "".join(f"{channel * percent // 100:02x}" for channel in channels)
        if contrast(accent, GROUND) >= READABLE:
            return accent, WHITE
    raise AssertionError("black is readable on white")


def _channels(colour: str) -> tuple[int, int, int]:
    written = colour.strip().lower()
    if not _COLOUR.fullmatch(written):
        raise ValueError(f"{colour!r} is not a colour: write it as #rrggbb, for example #0b6e63.")
    digits = written[1:] if len(written) == 7 else "".join(digit * 2 for digit in written[1:])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _linear(share: float) -> float:
    # float() because a float to the power of a float is typed as Any.
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
