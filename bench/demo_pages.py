"""How long the pages of the demonstration take, against the smallest page that Liaison has: the form of signing in.

Run: .venv/bin/python -m bench.demo_pages. It starts throw-away servers unless addresses are given, lives the year of
2024, signs in as its coordinator, follows every link of the menus and of each page to a depth of four, and asks for
each page as a server calls it (WSGI), in turns, in this process. One page of each kind is kept: what differs in a
number or a reference is one kind. The aim of the product is 200 ms for each page on a busy machine with two processors.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import unescape

from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.importing import database
from bench.trainees_page import TENANT, Wsgi, application_of, cookie_of
from core.app import create_app

HOME = f"/{TENANT}/"
SIGN_IN = f"{HOME}sign-in"
DEPTH, TURNS = 4, 7
#: What differs between two pages of one kind: a reference, a number, a key.
_OWN = re.compile(r"/(?:[A-Z]\d+|\d+|[0-9a-f-]{36})(?=/|$)")
_LINK = re.compile(r'href="(/[^"#]*)"')


def asked(app: Wsgi, address: str, cookie: str) -> tuple[str, str, bytes]:
    """Ask for a page; return its status, its type and its body."""
    path, _, query = address.partition("?")
    environ = EnvironBuilder(path, query_string=query, headers=[("Cookie", cookie)]).get_environ()
    body, status, headers = run_wsgi_app(app, environ, buffered=True)
    return status, headers.get("Content-Type", ""), b"".join(body)


def kind_of(address: str) -> str:
    """Return what pages of one kind have in common."""
    return _OWN.sub("/…", address.partition("?")[0])


def one_of_each_kind(app: Wsgi, cookie: str) -> Mapping[str, str]:
    """Return the address of one page of each kind that the menus and their pages lead to, without files and acts."""
    found: dict[str, str] = {}
    waiting = [HOME]
    for _step in range(DEPTH + 1):
        leads: list[str] = []
        for address in waiting:
            kind = kind_of(address)
            if kind in found or not kind.startswith(HOME) or "sign-out" in kind:
                continue
            status, of_type, body = asked(app, address, cookie)
            if status.startswith("200") and of_type.startswith("text/html"):
                found[kind] = address
                leads += map(unescape, _LINK.findall(body.decode()))
        waiting = leads
    return found


def milliseconds(ask: Callable[[], object]) -> float:
    """Return how long one asking takes."""
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


def measure() -> Iterator[tuple[str, float, float]]:
    """Return, for each kind of page, the slowest first, its milliseconds and those of the bare page; medians."""
    with database() as address, application_of(address) as application:
        app = create_app(application)
        cookie = cookie_of(app)
        pages = one_of_each_kind(app, cookie)
        turns: dict[str, list[float]] = {kind: [] for kind in pages}
        bare: list[float] = []
        for _turn in range(TURNS):
            for kind, page in pages.items():
                turns[kind].append(milliseconds(partial(asked, app, page, cookie)))
            bare += [milliseconds(partial(asked, app, SIGN_IN, "")) for _ in range(10)]
    smallest = statistics.median(bare)
    told = {kind: statistics.median(times) for kind, times in turns.items()}
    for kind in sorted(told, key=lambda each: -told[each]):
        yield kind, told[kind], smallest


def main() -> None:
    """Measure, and print each kind of page."""
    for kind, page, bare in measure():
        print(f"{page:8.1f} ms {page / bare:7.1f} x {kind}")


if __name__ == "__main__":
    main()
