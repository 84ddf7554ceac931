"""What a page of the team says, and what its form carries along."""

from __future__ import annotations

import re


def hidden(page: str) -> dict[str, str]:
    """What the form of a page carries along."""
    main = page[page.index("<main") :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', main))


def words(page: str) -> str:
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())
