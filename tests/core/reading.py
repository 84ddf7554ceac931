"""What a page of the core says: the words of its parts."""

from __future__ import annotations

import re
from html import unescape


def words(page: str, part: str) -> list[str]:
    """The words of each element whose opening begins with `part` ("tr", 'h2 class="empty-title'), spaces folded."""
    found = re.findall(rf"<{part}\b[^>]*>(.*?)</{part.partition(' ')[0]}>", page, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", each)).split()) for each in found]
