"""Sectors and professions: codes with labels in each language, found by any word that people use for them.

Search folds accents, case, gender and inclusive writing: "éducatrice", "educateur" and "opvoeder" all find
"éducateur·rice" (FD-03, IM-34).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

from core.directory.inclusive import written_forms
from core.language.folding import fold
from core.language.texts import Texts


@dataclass(frozen=True, slots=True)
class Term:
    """A sector or a profession: its code in the data, its label, and the other words for it."""

    code: str
    label: Texts
    synonyms: tuple[str, ...]


class Found(NamedTuple):
    """What a list of words stood for: the terms, each once and in order, and the words that are unknown."""

    terms: tuple[Term, ...]
    unknown: tuple[str, ...]


class Vocabulary:
    """Terms, looked up by code or by word."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Index the terms; raises ValueError when two of them share a code or a word."""
        self._by_code: dict[str, Term] = {}
        self._by_form: dict[str, Term] = {}
        for term in terms:
            if term.code in self._by_code:
                raise ValueError(f"Two terms have the code {term.code!r}.")
            self._by_code[term.code] = term
            self._index(term)

    def __iter__(self) -> Iterator[Term]:
        return iter(self._by_code.values())

    def get(self, code: str) -> Term | None:
        """Return the term with a code, or None."""
        return self._by_code.get(code)

    def name(self, code: str, language: str) -> str:
        """Return the label of a term in a language; a code that is none stays as it was written."""
        term = self.get(code)
        return term.label.get(language).text if term else code

    def find(self, text: str) -> Term | None:
        """Return the term that `text` is a label or a synonym of, in any language and gender, or None."""
        found = {term.code: term for form in written_forms(text) if (term := self._by_form.get(form))}
        return found.popitem()[1] if len(found) == 1 else None

    def find_all(self, text: str, separator: str = ";") -> Found:
        """Look up each word of a list ("Aide à la jeunesse; CPMS / PSE"); blank entries are passed over."""
        terms: dict[str, Term] = {}
        unknown: list[str] = []
        for part in filter(None, (part.strip() for part in text.split(separator))):
            if term := self.find(part):
                terms[term.code] = term
            else:
                unknown.append(part)
        return Found(tuple(terms.values()), tuple(unknown))

    def of_form(self, form: str) -> Term | None:
        """Return the term that one written form stands for, folded and in the singular, or None; quick."""
        return self._by_form.get(form)

    def forms(self, code: str) -> frozenset[str]:
        """Return every written form of a term, folded and in the singular; none for a code that is no term's."""
        return self._forms.get(code, frozenset())

    def saying(self, word: str) -> frozenset[str]:
        """Return the codes of the terms in whose words, in any language and gender, the folded `word` stands."""
        return frozenset(code for code, said in self._said.items() if word in said)

    @cached_property
    def _forms(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for form, term in self._by_form.items():
            found.setdefault(term.code, set()).add(form)
        return {code: frozenset(forms) for code, forms in found.items()}

    @cached_property
    def _said(self) -> Mapping[str, str]:
        """What is said of each term: its labels as they are written, and every form of its words."""
        said = {term.code: [fold(label) for label in term.label.as_json().values()] for term in self}
        for form, term in self._by_form.items():
            said[term.code].append(form)
        return {code: "\n".join(texts) for code, texts in said.items()}

    def _index(self, term: Term) -> None:
        for words in (*term.label.as_json().values(), *term.synonyms):
            for form in written_forms(words):
                if self._by_form.setdefault(form, term) is not term:
                    raise ValueError(f"{words!r} stands for {self._by_form[form].code!r} and for {term.code!r}.")


@cache
def sectors() -> Vocabulary:
    """Return the sectors; an institution may have several."""
    return Vocabulary(_terms("sectors.toml"))


@cache
def professions() -> Vocabulary:
    """Return the professions."""
    return Vocabulary(_terms("professions.toml"))


def _terms(name: str) -> Iterator[Term]:
    content = tomllib.loads(files("core.directory").joinpath("data", name).read_text(encoding="utf-8"))
    for code, term in content.items():
        yield Term(code, Texts(term["label"]), tuple(term["synonyms"]))
