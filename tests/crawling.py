"""Go through pages as a reader does, by what they link to."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient

_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
_POSTED = re.compile(r'<form\b(?=[^>]*\bmethod="post")(?:[^>]*?\baction="([^"]*)")?[^>]*>')


def acts_offered(client: FlaskClient, start: str) -> dict[str, list[str]]:
    """Return each page below `start` that is linked from there on, with the addresses to which its main part posts.

    Pages that differ in their filters alone are one; files are none.
    """
    waiting, found = [start], {}
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        answer = client.get(path, follow_redirects=True)
        assert (path, answer.status_code) == (path, 200)
        if answer.mimetype != "text/html":
            continue
        main = answer.text.partition("<main")[2].partition("</main>")[0]
        found[path] = [unescape(action) or path for action in _POSTED.findall(main)]
        links = (urlsplit(urljoin(path, unescape(link))).path for link in _LINK.findall(answer.text))
        waiting += [link for link in links if link.startswith(start) and not link.endswith((".xlsx", ".json"))]
    return found
