"""The HTML of a letter: text, paragraphs, lists, headings and links."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from core.messages.html import html_of

OWN = ("https://x.example",)


def content(body: str) -> str:
    page = html_of(body, title="t", language="fr", own=OWN)
    inner = page.partition('margin:0 auto">\n')[2].partition("\n</div>")[0]
    return re.sub(r' style="[^"]*"', "", inner)


def test_blocks() -> None:
    body = "Bonjour,\n\nQui contacter\u00a0:\n\nAda\nRue du Parc 81\n\nAvant\u00a0:\n- un\n  deux\n- trois\naprès\n"
    assert content(body) == "\n".join(
        (
            "<p>Bonjour,</p>",
            "<h2>Qui contacter</h2>",
            "<p>Ada<br>Rue du Parc 81</p>",
            "<p>Avant\u00a0:</p>",
            "<ul><li>un<br>deux</li><li>trois</li></ul>",
            "<p>après</p>",
        )
    )


def test_addresses_become_links() -> None:
    assert content("Voir https://x.example/a?b=1&c=2, ada@example.org ou +32 478 42 05 17.") == (
        '<p>Voir <a href="https://x.example/a?b=1&amp;c=2">https://x.example/a?b=1&amp;c=2</a>, '
        '<a href="mailto:ada@example.org">ada@example.org</a> ou <a href="tel:+32478420517">+32 478 42 05 17</a>.</p>'
    )


def test_words_above_an_address_of_ours_are_a_button_and_a_code_stands_large() -> None:
    address = "https://x.example/sign-in/link/a-b_c"
    assert content(f"» Me connecter\n{address}") == (
        f'<p><a href="{address}">Me connecter</a><br><a href="{address}">{address}</a></p>'
    )
    assert content("» Me <b>\nhttps://evil.example/") == "<p>» Me &lt;b&gt;<br>https://evil.example/</p>"
    assert content(f"» Un\n» Deux\n{address}").startswith("<p>» Un<br>» Deux<br>")
    assert "font-size:1.7em" in html_of("042 917", title="t", language="fr")
    assert "font-size:1.7em" not in html_of("Le 042 917", title="t", language="fr")


def test_no_address_of_the_web_but_ours_becomes_a_link() -> None:
    others = (
        "https://evil.example/ http://x.example https://x.example.evil.example/ https://x.examples https://x@evil.be"
    )
    assert content(others) == f"<p>{others}</p>"


def test_what_is_written_is_never_markup() -> None:
    assert content('<b>1</b> & https://x.example/<i> & "2"') == (
        '<p>&lt;b&gt;1&lt;/b&gt; &amp; <a href="https://x.example/">https://x.example/</a>'
        "&lt;i&gt; &amp; &quot;2&quot;</p>"
    )
    assert content('<script>alert("x")</script>') == "<p>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</p>"
    page = html_of("x", title="</title><script>", language='fr"><script>')
    assert "<script>" not in page


class Tags(HTMLParser):
    """Collects the names of the tags, the addresses of links, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.addresses: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attributes) -> None:
        self.seen.add(tag)
        self.addresses += [value for name, value in attributes if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@given(st.text(alphabet="ab <>&\"'-:.@/+0123456789\n\u00a0httpsjavcri", max_size=200))
def test_no_text_makes_a_tag_of_its_own(body: str) -> None:
    tags = Tags()
    tags.feed(content(body))
    assert tags.seen <= {"p", "br", "h2", "ul", "li", "a"}
    assert all(address.startswith(("http://", "https://", "mailto:", "tel:")) for address in tags.addresses)


@given(st.lists(st.text(alphabet="abc d<&", min_size=1).filter(str.strip), min_size=1))
def test_nothing_that_was_written_is_lost(paragraphs: list[str]) -> None:
    shown = unescape(re.sub(r"<[^>]*>", " ", content("\n\n".join(paragraphs))))
    assert shown.split() == " ".join(paragraphs).split()
