"""Facets, search, order and parts against the same done by hand in Python, on entries that chance made."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunch.statuses import LAID

from core.catalogue import asked as order
from core.catalogue import queries
from core.catalogue.asked import Asked, read_asked
from core.catalogue.facets import EVERY, Chosen, Counts, facets_of, value_of
from core.catalogue.models import CatalogueEntry
from core.catalogue.queries import Among, find_entry, read_counts, read_part, read_some
from core.catalogue.words import words_of
from core.contract.catalogue import Catalogue, Facet, Shown
from core.database.base import uuid7
from core.database.bulk import insert_links, insert_rows
from core.programme.models import Offer
from tests.core.catalogue.tables import Hall

pytestmark = pytest.mark.requirement("IM-35")
VALUES = {
    "sector": ["youth-care", "addiction", "education"],
    "dish": ["soupe", "pain", "a=b", "c'd", "%"],
    "weekday": ["1", "2", "3"],
}
FACETS = facets_of([Catalogue((), (Facet("dish", "dishes", Shown.CHOICE), Facet("weekday", "day", Shown.WEEKDAY)))])
WORDS = ("opvoeder", "éducatrice", "soupe", "jeugdhulp", "rue", "mère", "père", "Mons")


@dataclass(frozen=True)
class Made:
    """An entry as chance made it."""

    id: UUID
    reference: str
    facets: tuple[str, ...]
    places: int | None
    taken: int
    words: frozenset[str]
    title_words: frozenset[str]
    name_key: str
    place_fr: str

    @property
    def has_room(self) -> bool:
        return self.places is None or self.taken < self.places

    @property
    def values(self) -> tuple[str, ...]:
        return (*self.facets, "left=yes") if self.has_room else self.facets


def made(chance: random.Random, number: int) -> Made:
    facets = {
        value_of(code, value)
        for code, values in VALUES.items()
        for value in chance.sample(values, chance.randint(0, len(values)))
    }
    title = words_of(" ".join(chance.sample(WORDS, 2)))
    return Made(
        id=uuid7(),
        reference=f"T{number:03}",
        facets=tuple(sorted(facets)),
        places=chance.choice([None, 0, 1, 2, 3]),
        taken=0,
        words=title | words_of(" ".join(chance.sample(WORDS, 3))),
        title_words=title,
        name_key=chance.choice(["a", "b", "é", "le gue", "z"]),
        place_fr=chance.choice(["mons", "ath", ""]),
    )


@pytest.fixture
def entries(hall: Hall) -> Sequence[Made]:
    """Sixty entries of one edition, and as many of another, which nothing here finds."""
    chance = random.Random(36)
    rows = [made(chance, number) for number in range(60)]
    other = Hall.open(hall.unit, code="2025")
    enter(hall, rows)
    enter(other, [replace(row, id=uuid7()) for row in rows])
    return rows


def enter(hall: Hall, rows: Sequence[Made]) -> None:
    """Enter the entries with their offers."""
    session = hall.unit.session
    insert_rows(
        session,
        Offer,
        [{"id": row.id, "reference": row.reference} for row in rows],
        edition_id=hall.edition.id,
        title={"fr": "x"},
        **LAID.columns,
    )
    insert_links(
        session,
        CatalogueEntry,
        [
            {
                "id": row.id,
                "tenant_id": hall.unit.tenant.id,
                "edition_id": hall.edition.id,
                "module": "lunch",
                "edition": hall.edition.code,
                "reference": row.reference,
                "title": {"fr": "x"},
                "institution": row.name_key,
                "municipality": {},
                "facets": list(row.facets),
                "details": {},
                "places": row.places,
                "taken": row.taken,
                "words": sorted(row.words),
                "title_words": sorted(row.title_words),
                "name_key": row.name_key,
                "place_fr": row.place_fr,
                "place_nl": "",
            }
            for row in rows
        ],
    )


ASKED = st.builds(
    lambda typed, sort, **chosen: read_asked(FACETS, {"q": [typed], "sort": [sort], **chosen}),
    typed=st.lists(st.sampled_from([*WORDS, "educateur", "aide à la jeunesse", "so", "%", "xyz"]), max_size=2).map(
        " ".join
    ),
    sort=st.sampled_from(order.SORTS),
    left=st.sampled_from([[], ["yes"], ["no"]]),
    **{code: st.lists(st.sampled_from(values), max_size=3) for code, values in VALUES.items()},
)


def found_by_hand(entries: Sequence[Made], asked: Asked) -> list[Made]:
    """Keep what the words find."""
    if not asked.typed:
        return list(entries)
    return [row for row in entries if asked.query and asked.query.finds(row.words)]


def missed(row: Made, chosen: Chosen) -> list[str]:
    """Return the facets of which an entry has nothing that was chosen."""
    return [
        facet
        for facet in chosen.facets
        if not {value_of(facet, value) for value in chosen.values[facet]} & set(row.values)
    ]


def counted_by_hand(entries: Sequence[Made], asked: Asked) -> Counts:
    """Count each value among the entries that fit everything but its own facet."""
    numbers: dict[str, int] = {}
    for row in found_by_hand(entries, asked):
        without = missed(row, asked.chosen)
        for kept in (*row.values, EVERY):
            if not without or without == [kept.partition("=")[0]]:
                numbers[kept] = numbers.get(kept, 0) + 1
    return Counts.of(numbers.items())


def listed_by_hand(entries: Sequence[Made], asked: Asked) -> list[str]:
    """Sort what fits as is asked."""
    keys = {
        order.NAME: lambda row: (row.name_key, row.id),
        order.PLACE: lambda row: (row.place_fr, row.name_key, row.id),
        order.MOST_LEFT: lambda row: (
            -(10**6 if row.places is None else row.places - row.taken),
            row.name_key,
            row.id,
        ),
        order.NEWEST: lambda row: -row.id.int,
        order.BEST: lambda row: (not asked.query.finds(row.title_words), row.name_key, row.id),
    }
    fitting = [row for row in found_by_hand(entries, asked) if not missed(row, asked.chosen)]
    return [row.reference for row in sorted(fitting, key=keys[asked.sort])]


def test_facets_and_search_are_what_python_finds(hall: Hall, entries: Sequence[Made]) -> None:
    among = hall.among

    @given(ASKED)
    def same(asked: Asked) -> None:
        expected = counted_by_hand(entries, asked)
        assert read_counts(hall.unit, among, asked) == expected
        listed = [row.reference for row in read_part(hall.unit, among, replace(asked, whole=True), "fr").rows]
        assert listed == listed_by_hand(entries, asked)
        assert expected.total == len(listed)

    same()


def test_every_number_is_what_the_list_has_when_it_is_chosen(hall: Hall, entries: Sequence[Made]) -> None:
    asked = read_asked(FACETS, {"sector": ["addiction"], "weekday": ["1", "2"]})
    counts = read_counts(hall.unit, hall.among, asked)
    for facet, numbers in counts.by_facet.items():
        for value, number in numbers.items():
            alone = Chosen({**asked.chosen.values, facet: frozenset({value})})
            assert read_counts(hall.unit, hall.among, replace(asked, chosen=alone)).total == number


@pytest.mark.parametrize("sort", order.SORTS)
def test_parts_follow_each_other_forwards_and_backwards_and_leave_nothing_out(
    hall: Hall, entries: Sequence[Made], sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 7)
    asked = Asked(typed="soupe" if sort == order.BEST else "", sort=sort)
    whole = listed_by_hand(entries, asked)
    forwards, parts = [], [read_part(hall.unit, hall.among, asked, "fr")]
    while parts[-1].later:
        after = replace(asked, after=parts[-1].rows[-1].id)
        parts.append(read_part(hall.unit, hall.among, after, "fr"))
    for part in parts:
        forwards += [row.reference for row in part.rows]
    assert forwards == whole
    assert [part.earlier for part in parts] == [False, *[True] * (len(parts) - 1)]
    before = replace(asked, before=parts[-1].rows[0].id)
    again = read_part(hall.unit, hall.among, before, "fr")
    assert [row.reference for row in again.rows] == [row.reference for row in parts[-2].rows]
    assert again.later


def test_a_part_that_begins_after_nothing_begins_at_the_beginning(hall: Hall, entries: Sequence[Made]) -> None:
    first = read_part(hall.unit, hall.among, Asked(), "fr").rows
    assert read_part(hall.unit, hall.among, Asked(after=uuid7()), "fr").rows == first
    other = find_entry(hall.unit, Among(CatalogueEntry, ()), "T001")
    assert other is None


def test_some_entries_are_read_by_their_ids_in_the_order_of_their_names(hall: Hall, entries: Sequence[Made]) -> None:
    some = sorted(entries[:5], key=lambda row: (row.name_key, row.id))
    found = read_some(hall.unit, hall.among, [row.id for row in entries[:5]])
    assert [row.reference for row in found] == [row.reference for row in some]


def test_as_many_statements_for_any_facet_and_any_search(hall: Hall, entries: Sequence[Made], statements) -> None:
    among = hall.among
    for said in ({}, {"q": ["soupe"]}, {"sector": ["addiction"], "dish": ["pain", "soupe"], "left": ["yes"]}):
        asked = read_asked(FACETS, said)
        with statements() as sent:
            read_counts(hall.unit, among, asked)
            read_part(hall.unit, among, asked, "nl")
        assert sent.count == 2


@pytest.mark.parametrize(
    "said",
    [
        {"q": ["'; DROP TABLE offer --"]},
        {"q": ["%"]},
        {"q": ["_____"]},
        {"q": ["é" * 500]},
        {"q": ["a " * 250]},
        {"q": ["\0"]},
        {"q": ["<script>alert(1)</script>"]},
        {"q": ["\\"], "sort": ["best"]},
        {"sector": ["'", "%", "x" * 1000], "after": ["nothing"], "sort": ["; --"]},
        {"sector": ["\0"]},
        {"after": ["00000000-0000-0000-0000-000000000000"], "before": ["x"], "page": ["all"]},
        {"q": ["𝕊𝕠𝕦𝕡𝕖", "b"], "q2": ["c"]},
    ],
)
def test_nothing_that_is_typed_breaks_a_search(hall: Hall, entries: Sequence[Made], said) -> None:
    asked = read_asked(FACETS, said)
    assert read_counts(hall.unit, hall.among, asked) == counted_by_hand(entries, asked)
    read_part(hall.unit, hall.among, asked, "fr")
