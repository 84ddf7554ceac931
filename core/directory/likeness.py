"""How near a name of an institution is to another, or to what somebody types; pure.

Accents, the order of words, legal forms, French and Dutch names of institutions and places, and one slip of the pen in
a word are forgiven.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from core.language.folding import fold_words
from core.tenancy.geography import load_municipalities

#: Words that tell no institution from another.
_FILLERS: Final = frozenset(
    [
        *("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "pour", "sur", "un", "une"),
        *("bij", "de", "den", "der", "een", "en", "het", "te", "ten", "ter", "van", "voor", "and", "for", "of", "the"),
        *("aisbl", "asbl", "cv", "fondation", "ivzw", "nv", "sa", "scrl", "stichting", "vzw"),
    ]
)
#: From so many letters on a word may have one slip.
_SLIPS_FROM: Final = 5
#: What a word is worth that is the same, begins so, or is so but for a slip.
_SAME, _BEGINS, _SLIPPED = 1.0, 0.9, 0.7
#: Of what somebody types so much must be found again.
ENOUGH: Final = 0.6
#: Two names that are so near are perhaps those of one institution: in one municipality, or anywhere.
ALIKE_HERE: Final = 0.6
ALIKE_ANYWHERE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Sought:
    """One word that is looked for: every way in which names may write it, and the places it may be the name of."""

    written: frozenset[str]
    places: frozenset[str]


class _Pairs(NamedTuple):
    """Phrases, the longest first, with the one word that stands for each."""

    key_of: Mapping[tuple[str, ...], str]
    longest: int


def significant(text: str) -> tuple[str, ...]:
    """Return the words of a name that tell it from others, folded, in one language: "OCMW Bergen" is cpas, mons."""
    words = fold_words(text).split()
    found: list[str] = []
    pairs, at = _same_names(), 0
    while at < len(words):
        for length in range(min(pairs.longest, len(words) - at), 0, -1):
            key = pairs.key_of.get(tuple(words[at : at + length]))
            if key is not None:
                found.append(key)
                at += length
                break
        else:
            if words[at] not in _FILLERS:
                found.append(words[at])
            at += 1
    return tuple(found)


def sought(text: str) -> tuple[Sought, ...]:
    """Return the words by which the directory is searched for `text`, at most eight, each once."""
    words = list(dict.fromkeys(significant(text)))[:8]
    return tuple(Sought(_written().get(word, frozenset({word})), _places().get(word, frozenset())) for word in words)


def found_again(typed: str, texts: Iterable[str]) -> float:
    """Return how much of what is typed stands in `texts`, from 0 to 1; 0 for nothing typed."""
    words = significant(typed)
    there = [word for text in texts for word in significant(text)]
    return _mean([_best(word, there) for word in words])


def alike(one: str, other: str) -> float:
    """Return how near two names are to each other, from 0 to 1: each word of either is looked for in the other."""
    ours, theirs = significant(one), significant(other)
    return min(_mean([_best(word, theirs) for word in ours]), _mean([_best(word, ours) for word in theirs]))


def one_slip(one: str, other: str) -> bool:
    """Say whether two words differ by one sign left out, added, taken for another, or changed places with the next."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    start = next((at for at, sign in enumerate(one) if sign != other[at]), len(one))
    rest, other_rest = one[start:], other[start:]
    if len(one) != len(other):
        return rest == other_rest[1:]
    return rest[1:] == other_rest[1:] or (
        rest[:2] == other_rest[1::-1] and len(rest) > 1 and rest[2:] == other_rest[2:]
    )


def _best(word: str, there: Sequence[str]) -> float:
    if word in there:
        return _SAME
    if len(word) > 1 and any(each.startswith(word) for each in there):
        return _BEGINS
    if len(word) >= _SLIPS_FROM and any(one_slip(word, each) for each in there):
        return _SLIPPED
    return 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


@cache
def _same_names() -> _Pairs:
    key_of = {tuple(fold_words(said).split()): key for key, words in _names().items() for said in words}
    key_of |= {tuple(name.split()): _place_key(names) for names, _ in _municipalities() for name in names}
    return _Pairs(key_of, max(map(len, key_of)))


@cache
def _written() -> Mapping[str, frozenset[str]]:
    """Return in which ways names may write each key."""
    written = {key: {fold_words(said) for said in words} for key, words in _names().items()}
    for names, _ in _municipalities():
        written.setdefault(_place_key(names), set()).update(names)
    return {key: frozenset(ways) for key, ways in written.items()}


@cache
def _places() -> Mapping[str, frozenset[str]]:
    """Return the municipalities, by NIS code, that a key may be the name of."""
    places: dict[str, set[str]] = {}
    for names, nis in _municipalities():
        places.setdefault(_place_key(names), set()).add(nis)
    return {key: frozenset(codes) for key, codes in places.items()}


@cache
def _municipalities() -> tuple[tuple[tuple[str, ...], str], ...]:
    rows = load_municipalities()
    return tuple((tuple(fold_words(name) for name in (row.fr, row.nl, row.de) if name), row.nis) for row in rows)


def _place_key(names: Sequence[str]) -> str:
    return names[0].replace(" ", "")


@cache
def _names() -> Mapping[str, Sequence[str]]:
    content = tomllib.loads(files("core.directory").joinpath("data", "names.toml").read_text(encoding="utf-8"))
    names: Mapping[str, Sequence[str]] = content["names"]
    return names
