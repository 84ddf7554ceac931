"""Markdown that does no harm."""

from __future__ import annotations

import pytest

from core.site.markdown import rendered


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# One\n\n##### Five", "<h2>One</h2>\n<h4>Five</h4>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("<b onclick=x>y</b>", "<p>&lt;b onclick=x&gt;y&lt;/b&gt;</p>\n"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
        ("[a](JaVaScRiPt&colon;alert(1))", "<p>[a](JaVaScRiPt:alert(1))</p>\n"),
        ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>\n"),
        ("<javascript:x>", "<p>&lt;javascript:x&gt;</p>\n"),
        (
            "![a](https://e.example/x)",
            '<p>!<a href="https://e.example/x" rel="noopener noreferrer">a</a></p>\n',
        ),
        ("[a](faq)", '<p><a href="/harbour/info/faq">a</a></p>\n'),
        ("[a](//evil.example)", '<p><a href="//evil.example" rel="noopener noreferrer">a</a></p>\n'),
        ("[a](https://x.be)", '<p><a href="https://x.be" rel="noopener noreferrer">a</a></p>\n'),
        ("<ada@x.be>", '<p><a href="mailto:ada@x.be">ada@x.be</a></p>\n'),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
    ],
)
def test_what_people_write_becomes_this(text: str, html: str) -> None:
    assert rendered(text, {"faq": "/harbour/info/faq"}.get) == html
