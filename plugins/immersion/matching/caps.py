"""The cap on trainees of one institution at one offer, as columns and tokens the solver already understands.

A capped pair (institution, offer) becomes a column of its own with as many places as the cap leaves, and as many
tokens. A token is a row that must have a place and likes the pair's column and the offer equally: it holds one of the
offer's places for each trainee in the pair's column, because a trainee who sits there pushes one token to the offer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from plugins.immersion.matching.table import Table


@dataclass(frozen=True)
class Columns:
    """Choices and places once capped pairs have columns of their own, numbered behind the offers.

    ``offer_of[column]`` is the offer's column; ``pairs`` are the capped (institution, offer id), in the order of their
    columns. The choices of tokens stand behind those of the table's rows.
    """

    choices: list[list[int]]
    places: list[int]
    offer_of: list[int]
    pairs: list[tuple[str, str]]


def columns_of(table: Table) -> Columns:
    """The columns of a table, with those of capped pairs where a cap holds."""
    return columns_with_cap(table) if table.cap_left else columns_without_cap(table)


def columns_without_cap(table: Table) -> Columns:
    """The table as it is: no institution can reach the cap anywhere."""
    return Columns(table.choices, table.places, list(range(len(table.places))), [])


def columns_with_cap(table: Table) -> Columns:
    """Give a column of its own to every pair (institution, offer) that has more candidates than the cap leaves."""
    pairs = _pairs_that_may_exceed(table)
    if not pairs:
        return columns_without_cap(table)
    number = {offer: column for column, offer in enumerate(table.offers)}
    column_of_pair = {pair: len(table.offers) + index for index, pair in enumerate(pairs)}
    places, offer_of, tokens = list(table.places), list(range(len(table.places))), []
    for institution, offer in pairs:
        room = min(table.cap_left[institution, offer], table.places[number[offer]])
        tokens += [[len(places), number[offer]] for _ in range(room)]
        offer_of.append(number[offer])
        places.append(room)
    choices = [
        [column_of_pair.get((request.institution or "", table.offers[column]), column) for column in columns]
        for request, columns in zip(table.requests, table.choices, strict=True)
    ]
    return Columns(choices + tokens, places, offer_of, pairs)


def _pairs_that_may_exceed(table: Table) -> list[tuple[str, str]]:
    candidates = Counter(
        (request.institution, table.offers[column])
        for request, columns in zip(table.requests, table.choices, strict=True)
        if request.institution is not None
        for column in columns
    )
    return sorted(
        (institution, offer)
        for (institution, offer), count in candidates.items()
        if institution is not None and count > table.cap_left[institution, offer]
    )
