from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.web.accent import GROUND, READABLE, WHITE, contrast, luminance, readable_accent

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_luminance_of_the_ends() -> None:
    assert luminance("#000000") == 0.0
    assert luminance("#ffffff") == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_as_published_by_the_wcag(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


@pytest.mark.parametrize(
    ("colour", "accent"),
    [
        ("#0b6e63", "#0b6e63"),
        ("#000", "#000000"),
        (" #0B6E63 ", "#0b6e63"),
        ("#ffffff", "#707070"),
        ("#ffcc00", "#896e00"),
    ],
)
def test_only_a_weak_colour_is_corrected(colour: str, accent: str) -> None:
    assert readable_accent(colour) == (accent, WHITE)


@pytest.mark.parametrize("colour", ["", "red", "#12", "#12345", "#gggggg", "0b6e63", "#0b6e63;}", "#٠٠٠"])
def test_what_is_not_a_colour_is_refused_with_the_remedy(colour: str) -> None:
    with pytest.raises(ValueError, match="write it as #rrggbb"):
        readable_accent(colour)


@given(colours)
def test_every_accent_is_readable_as_text_and_as_ground(colour: str) -> None:
    accent, ink = readable_accent(colour)
    assert contrast(accent, WHITE) >= READABLE
    assert contrast(accent, GROUND) >= READABLE
    assert contrast(accent, ink) >= READABLE


@given(colours)
def test_correcting_twice_changes_nothing_more(colour: str) -> None:
    accent, _ = readable_accent(colour)
    assert readable_accent(accent)[0] == accent


@given(colours)
def test_a_readable_colour_stays_as_it_is(colour: str) -> None:
    if contrast(colour, GROUND) >= READABLE:
        assert readable_accent(colour)[0] == colour
