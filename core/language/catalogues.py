"""The catalogues of translations: gather the texts of the code, compile, and say what is missing.

English is the source; French and Dutch are complete, or the check says where not. Each owner (the core, a module) has
a domain of its own, named after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from core.language import spoken
from core.language.manner import DUTCH, addressing

LANGUAGES = tuple(code for code in spoken.LANGUAGES if code != spoken.SOURCE)
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "marked": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
METHODS = [("**/tests/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true"}}
_PLACEHOLDER = re.compile(r"%\((\w+)\)")
_TAG = re.compile(r"</?\w+")
_GATHERED = b'"POT-Creation-Date:'


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose texts: the domain, the folder of the code, the folder of the catalogues."""

    domain: str
    code: Path
    catalogues: Path

    def po(self, language: str) -> Path:
        """Return the catalogue of `language`, as people edit it."""
        return self.catalogues / language / "LC_MESSAGES" / f"{self.domain}.po"


def gather(owner: Owner) -> Catalog:
    """Return every text of the owner's code, with the files in which it stands."""
    catalog = Catalog(domain=owner.domain, charset="utf-8", fuzzy=False)
    found = extract_from_dir(owner.code, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",))
    for filename, _line, message, comments, context in found:
        catalog.add(message, locations=[(filename, 0)], auto_comments=comments, context=context)
    return catalog


def update(owner: Owner) -> tuple[str, ...]:
    """Bring the catalogues in line with the code, and return those that were not.

    What is new stands there empty, what is gone is dropped.
    """
    source = gather(owner)
    touched = []
    for language in LANGUAGES:
        path = owner.po(language)
        catalog = _read(path, language) if path.exists() else empty(owner, language)
        catalog.update(source, no_fuzzy_matching=True, update_header_comment=False)
        catalog.obsolete.clear()
        if store(path, catalog):
            touched.append(str(path))
    return tuple(touched)


def empty(owner: Owner, language: str) -> Catalog:
    """Return a catalogue of `language` that says nothing yet."""
    head = f"# {Locale.parse(language).get_display_name('en')} for what {owner.domain} says."
    return Catalog(locale=language, domain=owner.domain, project="Liaison", version="0.1", header_comment=head)


def store(path: Path, catalog: Catalog) -> bool:
    """Write a catalogue where its file says something else, and say whether it did."""
    written = BytesIO()
    write_po(written, catalog, omit_header=False, sort_output=True, include_lineno=False, width=100)
    # When texts were gathered last is another time on every branch, and would be all that differs.
    content = b"".join(line for line in written.getvalue().splitlines(keepends=True) if not line.startswith(_GATHERED))
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def compile_catalogues(owner: Owner) -> int:
    """Write the compiled catalogues beside the edited ones, where they are missing or older; return how many."""
    stale = [language for language in LANGUAGES if _is_stale(owner.po(language))]
    for language in stale:
        path = owner.po(language)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, _read(path, language))
    return len(stale)


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return path.exists() and not (compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime)


def faults(owners: Iterable[Owner]) -> Iterator[str]:
    """Yield, a line each, what is missing or wrong in the catalogues of `owners`; each may say a word its own way."""
    for owner in owners:
        source = gather(owner)
        for language in LANGUAGES:
            path = owner.po(language)
            known = _read(path, language) if path.exists() else Catalog(locale=language)
            for message in source:
                if message.id:
                    yield from _faults_of(message, known, owner, language)


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _faults_of(message: Message, known: Catalog, owner: Owner, language: str) -> Iterator[str]:
    place = f"{owner.domain} {language}: {_first(message.id)!r}"
    translated = known.get(message.id, message.context)
    strings = _all(translated.string) if translated else ()
    if not strings or not all(strings):
        yield f"{place} is not translated"
        return
    if translated is not None and translated.fuzzy:
        yield f"{place} is marked as uncertain (fuzzy)"
    if language == DUTCH:
        for word in filter(None, map(addressing, strings)):
            yield f"{place} addresses its reader as {word!r} alone: write both manners, such as {{je|u}} or {{je|uw}}"
    ids = _all(message.id)
    for pattern, what in ((_PLACEHOLDER, "placeholders"), (_TAG, "tags")):
        wanted = {found for text in ids for found in pattern.findall(text)}
        for string in strings:
            missing = wanted - set(pattern.findall(string)) - ({"num"} if len(ids) > 1 else set())
            if missing or set(pattern.findall(string)) - wanted:
                yield f"{place} has other {what} in {string!r}"


def _all(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else tuple(text)


def _first(text: str | tuple[str, ...] | list[str]) -> str:
    return _all(text)[0]
