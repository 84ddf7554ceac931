"""What a page says: the words of its parts, as a reader sees them."""

from __future__ import annotations

from html.parser import HTMLParser

#: Elements that are never closed.
VOID = frozenset({"meta", "link", "input", "br", "img", "hr", "line", "rect", "circle"})


class _Reader(HTMLParser):
    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
        self.open: list[bool] = []
        self.found: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        classes = (dict(attrs).get("class") or "").split()
        begins = self.wanted.removeprefix(".") in classes if self.wanted.startswith(".") else tag == self.wanted
        if begins and not any(self.open):
            self.found.append([])
        self.open.append(begins)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if any(self.open):
            self.found[-1].append(data)


def words(page: str, wanted: str) -> list[str]:
    """Return the words of each element of the tag `wanted`, or of the class `.wanted`, spaces folded."""
    reader = _Reader(wanted)
    reader.feed(page)
    return [" ".join("".join(parts).split()) for parts in reader.found]


def figures(page: str) -> dict[str, str]:
    """Return the large numbers of a page by their labels."""
    return dict(zip(words(page, ".figure-label"), words(page, ".figure-number"), strict=True))


def buttons(page: str) -> list[str]:
    """Return the acts that a page offers, but for the filters of a list and the head."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return [word for word in words(main, "button") if word != "Filter"]
