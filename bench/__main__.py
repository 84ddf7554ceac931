"""Every timing in one run, its ratios written into bench/README.md: `make bench`, or `python -m bench`.

A ratio compares two ways of doing the same in the same run, so that it says little about the machine; what a machine
does in a second stands in no file. Nothing here fails because something was slow.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import exporting, importing, matching, trainees_page
from bench.shapes import SHAPES

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
SIZES = (290, 3_000)


def times(ratio: float) -> str:
    """Write a ratio: two digits after the point, none once it is large."""
    return f"{ratio:.2f}" if ratio < 100 else f"{ratio:.0f}"


def file_lines() -> Iterator[str]:
    """Measure pages and files, and return their table line by line."""
    yield "| what | against | ratio | aim |"
    yield "|---|---|---|---|"
    bare, tuned, ours = trainees_page.measure()
    yield f"| pages of trainees a second | a bare Flask view of the same rows | {times(ours / bare)} | at least 0.5 |"
    yield f"| | the same, its joins put in order by hand | {times(ours / tuned)} | |"
    theirs, mine = exporting.measure()
    yield f"| export of 10,000 x 25, time | bare openpyxl, write-only | {times(mine / theirs)} | at most 1.3 |"
    base, checked, imported, again = importing.measure()
    yield f"| import of 10,000 trainees, time | bare openpyxl reading the file | {times(imported / base)} | at most 3 |"
    yield f"| its dry run | | {times(checked / base)} | |"
    yield f"| the same file again | | {times(again / base)} | |"


def matching_lines() -> Iterator[str]:
    """Measure the matching, and return its table line by line."""
    yield "| shape | trainees | optimum and draw | whole result | textbook solver |"
    yield "|---|---|---|---|---|"
    for size in SIZES:
        for shape in SHAPES:
            taken = matching.measure(shape, size)
            ratios = {name: times(taken[name] / taken["serial"]) for name in taken}
            cells = " | ".join(ratios.get(name, "–") for name in ("ours", "whole result", "textbook"))
            yield f"| {shape} | {size:,} | {cells} |"


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
