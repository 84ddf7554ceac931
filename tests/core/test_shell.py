"""What surrounds every page, and how names are shown on it."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from core.shell import whole


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Le Port 7-9", 'Le Port <span class="whole">7-9</span>'),
        ("Brabant-Wallon & co", "Brabant-Wallon &amp; co"),
        ("<b>0-23", '&lt;b&gt;<span class="whole">0-23</span>'),
        (Markup("Kijkstages &amp; 2024-02-19"), 'Kijkstages &amp; <span class="whole">2024-02-19</span>'),
    ],
)
def test_numbers_of_a_name_stay_in_one_line(name: str, shown: str) -> None:
    assert (whole(name), type(whole(name))) == (shown, Markup)


def test_a_network_is_named_in_one_piece_but_in_the_title_of_the_window(sign_in) -> None:
    page = sign_in(language="nl").get("/harbour/").text
    assert '<span class="brand-name">De Haven <span class="whole">7-9</span></span>' in page
    assert "De Haven 7-9\n    </title>" in page
