"""Every timing in one run, its ratios written into bench/README.md: `make bench`, or `python -m bench`.

A ratio compares two ways of doing the same in the same run, so that it says little about the machine; what a machine
does in a second stands in no file. Nothing here fails because something was slow.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import booking, demo_pages, exporting, importing, trainees_page
from bench.matching.cells import Cell
from bench.matching.page import SIZES, cells, memory_lines, ratio_head, ratio_line, times
from bench.matching.plot import draw

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
PLOT = README.with_name("matching.png")


def file_lines() -> Iterator[str]:
    """Measure pages and files, and return their table line by line."""
    yield "| what | against | ratio | aim |"
    yield "|---|---|---|---|"
    bare, tuned, ours = trainees_page.measure()
    yield f"| pages of trainees a second | a bare Flask view of the same rows | {times(ours / bare)} | at least 0.5 |"
    yield f"| | the same, its joins put in order by hand | {times(ours / tuned)} | |"
    kinds = list(demo_pages.measure())
    slowest, most, smallest = kinds[0]
    _kind, usual, _bare = kinds[len(kinds) // 2]
    named = f"slowest of {len(kinds)} kinds of pages ({slowest}), time"
    yield f"| {named} | the form of signing in | {times(most / smallest)} | |"
    yield f"| the one in the middle | | {times(usual / smallest)} | |"
    theirs, mine = exporting.measure()
    yield f"| export of 10,000 x 25, time | bare openpyxl, write-only | {times(mine / theirs)} | at most 1.3 |"
    base, checked, imported, again = importing.measure()
    yield f"| import of 10,000 trainees, time | bare openpyxl reading the file | {times(imported / base)} | at most 3 |"
    yield f"| its dry run | | {times(checked / base)} | |"
    yield f"| the same file again | | {times(again / base)} | |"
    for case, by_hand, here in booking.measure():
        yield f"| {case.name}, a second | a bare UPDATE and INSERT | {times(here / by_hand)} | |"


def matching_lines() -> Iterator[str]:
    """Measure the matching, return its tables line by line, and draw them."""
    measured: list[Cell] = []
    yield from ratio_head()
    for cell in cells():
        measured.append(cell)
        yield ratio_line(cell)
    yield ""
    yield from memory_lines(cell for cell in measured if cell.n == SIZES[-1])
    draw(measured, PLOT)
    yield ""
    yield f"![CPU time against the number of trainees, for each shape]({PLOT.name})"


def written(page: str, figures: str) -> str:
    """Put `figures` between the marks of a page; raises ValueError when it has none."""
    head, begin, rest = page.partition(BEGIN)
    _old, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{README.name} has lost its marks: {BEGIN} and {END}.")
    return f"{head}{BEGIN}\n\n{figures}\n\n{END}{tail}"


def main() -> None:
    """Measure everything, print it line by line, and write it down."""
    found: list[str] = []
    for title, lines in (("### Pages and files", file_lines()), ("### Matching", matching_lines())):
        found += [title, ""]
        print(title)
        for line in lines:
            found.append(line)
            print(line, flush=True)
        found.append("")
    README.write_text(written(README.read_text(encoding="utf-8"), "\n".join(found).strip()), encoding="utf-8")
    print(f"Written into {README.name}.")


if __name__ == "__main__":
    main()
