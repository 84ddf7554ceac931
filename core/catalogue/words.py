"""By which words an entry is found, and what somebody means who looks for some: pure, and the same in every language.

Words are folded: accents, case, gender and inclusive writing make no difference. A word for a sector or a profession
stands for it in whatever language it is said: "éducatrice", "educateur" and "opvoeder" find each other (FD-03, IM-34).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from core.directory.inclusive import both_genders, written_forms
from core.directory.vocabulary import Vocabulary, professions, sectors
from core.language.folding import fold

#: What is typed counts as far as this: signs in all, words, and signs of one word.
LONGEST_QUERY: Final = 200
MOST_WORDS: Final = 12
LONGEST_WORD: Final = 40
#: So many words a term has at most.
_SPAN: Final = 7
#: So many written forms of some words together are looked up at most.
_FORMS: Final = 16

#: Words that say nothing by themselves; alone they are looked for all the same.
_SMALL: Final = (
    "a au aux avec chez d dans de des du en et l la le les ou par pour qu que sur un une",
    "aan bij dat de den der die een en het in met naar of om op te van voor",
    "and at for in of on or the to with",
)
EMPTY: Final = frozenset(word for words in _SMALL for word in words.split())

_VOCABULARIES: Final[Mapping[str, Vocabulary]] = {"sector": sectors(), "profession": professions()}


class Written(NamedTuple):
    """One way to say a part of what is looked for: words, each of which begins a word of the entry; or a whole word."""

    words: tuple[str, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: parts that must all be there, each in one of several ways."""

    parts: tuple[tuple[Written, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.parts)

    def finds(self, words: Collection[str]) -> bool:
        """Say whether an entry with these words is what is looked for; the database says the same, only quicker."""
        return all(any(_stands(way, words) for way in part) for part in self.parts)

    @property
    def tsquery(self) -> str:
        """The same in PostgreSQL's language; every sign that means something there stands inside quotes."""
        return " & ".join(f"({' | '.join(map(_tsquery, part))})" for part in self.parts)


def words_of(*texts: str) -> frozenset[str]:
    """Return the words of texts, folded and in the singular, in both genders where both are written.

    A word for a sector or a profession brings its code as well (`term_word`).
    """
    found: set[str] = set()
    for text in texts:
        for form in written_forms(text):
            words = [word[:LONGEST_WORD] for word in form.split()]
            found.update(words, _terms_among(words))
    return frozenset(found)


def words_of_codes(kind: str, codes: Iterable[str]) -> frozenset[str]:
    """Return by which words sectors or professions are found, given by their codes: all that are said for them."""
    found: set[str] = set()
    for code in codes:
        forms = _VOCABULARIES[kind].forms(code)
        found.update({term_word(kind, code)} if forms else words_of(code))
        found.update(word[:LONGEST_WORD] for form in forms for word in form.split())
    return frozenset(found)


def term_word(kind: str, code: str) -> str:
    """Return the word that stands for a term itself; nobody can type it."""
    return f"{kind}={code}"


def query_of(typed: str) -> Query:
    """Read what somebody typed; of very long texts the beginning counts."""
    said = [forms for word in fold(typed[:LONGEST_QUERY]).split() for forms in _words_in(word)][:MOST_WORDS]
    parts: list[tuple[Written, ...]] = []
    begin = 0
    while begin < len(said):
        length, terms = _longest_term(said[begin:])
        if not terms and _is_empty(said[begin]):
            begin += 1
            continue
        ways = [Written((term,), whole=True) for term in terms]
        ways += [way for forms in _together(said, begin, length) for way in _ways(_telling(forms))]
        parts.append(tuple(dict.fromkeys(ways)))
        begin += length
    if not parts:  # Nothing but small words: then these are meant.
        parts = [tuple(Written((word,)) for form in forms for word in form) for forms in said]
    return Query(tuple(parts))


def _words_in(word: str) -> Iterable[tuple[tuple[str, ...], ...]]:
    """Return the words of what stands between two spaces, each in its forms: "l'éducateur·rice" is one, in two."""
    forms = [tuple(part[:LONGEST_WORD] for part in form.split()) for form in sorted(written_forms(word))]
    if len(forms) == 1:
        return [((part,),) for part in forms[0]]
    return [tuple(dict.fromkeys((_telling([form])) for form in forms))] if forms else []


def _ways(words: tuple[str, ...]) -> Iterable[Written]:
    """Return how words may be written; one alone in either gender."""
    return [Written((form,)) for form in both_genders(words[0])] if len(words) == 1 else [Written(words)]


def _telling(forms: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the words of forms that say something by themselves; all, when none does."""
    words = tuple(word for form in forms for word in form)
    return tuple(word for word in words if word not in EMPTY) or words


def _is_empty(forms: Sequence[tuple[str, ...]]) -> bool:
    return all(word in EMPTY for form in forms for word in form)


def _together(
    said: Sequence[tuple[tuple[str, ...], ...]], begin: int, length: int
) -> Iterable[tuple[tuple[str, ...], ...]]:
    """Return each choice of one form for some words that follow each other."""
    return list(product(*said[begin : begin + length]))[:_FORMS]


def _longest_term(said: Sequence[tuple[tuple[str, ...], ...]]) -> tuple[int, tuple[str, ...]]:
    """Return of how many words the longest term at the beginning is, and which it is; 1 and none without any."""
    for length in range(min(_SPAN, len(said)), 0, -1):
        forms = (" ".join(word for form in choice for word in form) for choice in _together(said, 0, length))
        found = dict.fromkeys(term for form in forms for term in _terms_called(form))
        if found:
            return length, tuple(found)
    return 1, ()


def _terms_called(form: str) -> Iterable[str]:
    for kind, vocabulary in _VOCABULARIES.items():
        if term := vocabulary.of_form(form):
            yield term_word(kind, term.code)


def _terms_among(words: Sequence[str]) -> Iterable[str]:
    """Return the terms that are named among words, whatever stands before and behind them."""
    for begin in range(len(words)):
        for length in range(1, min(_SPAN, len(words) - begin) + 1):
            if length > 1 or words[begin] not in EMPTY:
                yield from _terms_called(" ".join(words[begin : begin + length]))


def _stands(way: Written, words: Collection[str]) -> bool:
    if way.whole:
        return all(word in words for word in way.words)
    return all(any(known.startswith(word) for known in words) for word in way.words)


def _tsquery(way: Written) -> str:
    ending = "" if way.whole else ":*"
    return "(" + " & ".join(f"'{word}'{ending}" for word in way.words) + ")"
