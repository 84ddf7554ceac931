"""References are what networks write: a stroke or a sign in one does not hide its page."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.plugins.immersion.views.listed import BASE


@pytest.mark.parametrize("reference", ["2024/12", "A 1", "H?1#2", "50%25", "x/withdraw"])
def test_a_page_is_found_by_its_link_whatever_its_reference(world, sign_in, reference: str) -> None:
    world.make_host(reference, places=2)
    world.make_trainee(f"S{reference}", reference, email=None)
    world.commit()
    client = sign_in()
    for part, name in (("hosts", reference), ("trainees", f"S{reference}")):
        links = re.findall(rf'href="({BASE}{part}/[^"?][^"]*)"', client.get(f"{BASE}{part}/").text)
        pages = [client.get(unescape(link)) for link in links]
        assert [page.status_code for page in pages] == [200] * len(pages)
        assert any(name in unescape(page.text) for page in pages)
    found = client.get(f"{BASE}trainees/").text
    link = re.findall(rf'href="({BASE}trainees/S[^"]*/)"', found)[0]
    assert client.get(f"{unescape(link)}withdraw").status_code == 200
