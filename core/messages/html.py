"""The HTML of a letter, made from its plain text: paragraphs, lists, headings and links, and nothing else. Pure.

A block is what stands between empty lines. Lines that begin with "- " are a list, and lines indented under one belong
to it. A block of one line that ends with a colon is a heading. A line that begins with "» ", with one of our own web
addresses in the line below it, is a button. A line that is a code alone is shown large. Our own web addresses, mail
addresses and telephone numbers become links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from core.messages.links import is_own

_LINK = re.compile(
    r"(?P<web>https?://[^\s<>\"]*[^\s<>\".,;:!?)\]])"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<phone>\+\d[\d ]{6,}\d)"
)

#: How a line begins that says what the button does that leads to the address below it.
_BUTTON: Final = "» "
#: Six digits, in two halves, alone in their block: somebody reads them here and types them elsewhere.
_CODE: Final = re.compile(r"\d{3} \d{3}")

_PAGE = (
    '<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
    '<body style="margin:0;padding:24px 16px;background:#fff;color:#1b1b1b;'
    'font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:17px;line-height:1.5">\n'
    '<div style="max-width:36em;margin:0 auto">\n{content}\n</div>\n</body>\n</html>\n'
)


def html_of(body: str, *, title: str, language: str, own: Sequence[str] = ()) -> str:
    """Return the page that shows `body`, the plain text of a letter; whatever stands in it is text, never markup.

    `own` are our own web addresses: what lies below them becomes a link, and no other web address does.
    """
    writer = _Writer(own)
    content = "\n".join(part for block in _blocks(body) for part in writer.parts(block))
    return _PAGE.format(language=escape(language), title=escape(title), content=content)


def _blocks(body: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in (*body.splitlines(), ""):
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the blocks of a letter, with the web addresses in it that are `own` as links."""

    own: Sequence[str]

    def parts(self, block: list[str]) -> Iterator[str]:
        if len(block) == 1 and block[0].endswith(":"):
            heading = self._text(block[0].rstrip(":").rstrip())
            yield f'<h2 style="font-size:1em;margin:1.5em 0 0.5em">{heading}</h2>'
            return
        if len(block) == 1 and _CODE.fullmatch(block[0]):
            yield f'<p style="margin:0 0 1em;font-size:1.7em;font-weight:700;letter-spacing:0.08em">{block[0]}</p>'
            return
        if len(block) == 2 and block[0].startswith(_BUTTON) and self._is_address(block[1]):
            yield self._button(block[0].removeprefix(_BUTTON), block[1])
            return
        before: list[str] = []
        items: list[list[str]] = []
        for line in block:
            if line.startswith("- "):
                items.append([line[2:]])
            elif items and line.startswith("  "):
                items[-1].append(line.strip())
            else:
                yield from self._list(items)
                items = []
                before.append(line)
                continue
            yield from self._paragraph(before)
            before = []
        yield from self._paragraph(before)
        yield from self._list(items)

    def _paragraph(self, lines: list[str]) -> Iterator[str]:
        if lines:
            yield f'<p style="margin:0 0 1em">{"<br>".join(map(self._text, lines))}</p>'

    def _list(self, items: list[list[str]]) -> Iterator[str]:
        if items:
            rows = "".join(f'<li style="margin:0 0 0.4em">{"<br>".join(map(self._text, item))}</li>' for item in items)
            yield f'<ul style="margin:0 0 1em;padding-left:1.2em">{rows}</ul>'

    def _is_address(self, line: str) -> bool:
        found = _LINK.fullmatch(line)
        return found is not None and bool(found["web"]) and is_own(line, self.own)

    def _button(self, words: str, address: str) -> str:
        return (
            f'<p style="margin:0 0 1em"><a href="{escape(address)}" style="display:inline-block;padding:12px 20px;'
            f'border-radius:6px;background:#1b1b1b;color:#fff;font-weight:600;text-decoration:none">{escape(words)}</a>'
            f"<br>{self._text(address)}</p>"
        )

    def _text(self, line: str) -> str:
        """Escape a line, and make links of the addresses in it."""
        parts, end = [], 0
        for found in _LINK.finditer(line):
            if found["web"] and not is_own(found[0], self.own):
                continue
            parts.append(escape(line[end : found.start()]))
            parts.append(f'<a href="{escape(_target(found))}">{escape(found[0])}</a>')
            end = found.end()
        return "".join((*parts, escape(line[end:])))


def _target(found: re.Match[str]) -> str:
    if found["mail"]:
        return f"mailto:{found[0]}"
    return f"tel:{found[0].replace(' ', '')}" if found["phone"] else found[0]
