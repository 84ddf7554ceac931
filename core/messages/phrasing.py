"""How the text of a letter puts facts into words: what it writes by itself, and its filters.

A text is given facts as they are (a date, a number, a text in several languages) and writes `{{ contact_by | day }}` or
`{{ rank | ordinal }}`: the language is that of the letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from jinja2 import pass_context
from jinja2.runtime import Context

from core.language.dates import day_range, long_day, plain_day
from core.language.texts import Texts
from core.language.wording import all_of, dates, duration, ordinal, weekdays
from core.messages.links import unlinked
from core.tenancy.addresses import OwnAddress

#: The name under which a text knows the language it is written in.
LANGUAGE: Final = "language"
#: Whatever parts words, but for the no-break spaces that hold them together.
_SPACE: Final = re.compile(r"[^\S\u00a0\u202f]+")


def said(value: object, language: str) -> str:
    """Write a value: nothing for None, a text in several languages in `language`, anything in one line.

    What somebody wrote stays in its line, so that it can never look like a part of the letter; no address of the web in
    it becomes a link, and only that of a page of ours (`unit.address`) does.
    """
    if value is None:
        return ""
    if isinstance(value, OwnAddress):
        return str(value)
    if isinstance(value, Mapping):
        return said(Texts(value).get(language).text if any(value.values()) else None, language)
    return unlinked(_SPACE.sub(" ", str(value)).strip(" "))


def listed(parts: Iterable[object], language: str, separator: str = ", ") -> str:
    """Write what there is of `parts` one after the other; a part that another before it holds is not said again.

    The municipality of "SPJ Le Gué (Mons)" needs no word, nor does a service that is named like its institution.
    """
    written: list[str] = []
    for part in (said(each, language) for each in parts):
        if part and not any(part in before for before in written):
            written.append(part)
    return separator.join(written)


def in_language(several: Mapping[str, Sequence[str]], language: str) -> Sequence[str]:
    """Return the sentences in `language`, else in the first language in which there are any."""
    return several.get(language) or next((sentences for sentences in several.values() if sentences), ())


def _all_said(parts: Iterable[object], language: str) -> str:
    return all_of([said(part, language) for part in parts], language)


def _through(first: date, language: str, last: date) -> str:
    return day_range(first, last, language)


def _in_its_language(write: Callable[..., Any]) -> Callable[..., Any]:
    """Give a filter the language of the letter after the value that it writes."""

    @pass_context
    def filtered(context: Context, value: object, *arguments: object) -> Any:
        return write(value, context[LANGUAGE], *arguments)

    return filtered


@pass_context
def finalize(context: Context, value: object) -> str:
    """Write what stands between `{{` and `}}`."""
    return said(value, context[LANGUAGE])


_WRITERS: Final[Mapping[str, Callable[..., Any]]] = {
    "day": long_day,
    "short_day": plain_day,
    "through": _through,
    "ordinal": ordinal,
    "all_of": _all_said,
    "listed": listed,
    "in_language": in_language,
    "weekdays": weekdays,
    "dates": dates,
    "duration": duration,
}
FILTERS: Final = {name: _in_its_language(write) for name, write in _WRITERS.items()}
