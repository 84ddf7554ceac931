"""Figures are counts of those who offer and those who ask, whatever a module calls them."""

from __future__ import annotations

from lunch.statuses import CLEARED, PROPOSED
from sqlalchemy import select, update

from core.database.base import uuid7
from core.directory.models import Organisation, OrganisationSector
from core.programme.booking import Wanted, book_many
from core.programme.figures import Counts, SectorFigures, counts_of_editions, figures_of_edition
from core.programme.models import Offer, Opening, Registration
from core.programme.rules import Room
from core.tenancy.models import Territory
from tests.core.programme.ground import GONE, SEATED

SIDES = {"offering": "cook", "asking": "guest"}


def cook(ground, capacity: int | None = None, *, territory=None, organisation=None, **offer):
    """Make a cook, with an offer of their own that has one opening if there is a capacity; return the opening."""
    who = ground.guest(role="cook")
    where = {"territory_id": territory, "organisation_id": organisation}
    ground.unit.session.execute(update(Registration).where(Registration.id == who).values(**where))
    opening = ground.opening(capacity)
    of = select(Opening.offer_id).where(Opening.id == opening).scalar_subquery()
    values = {"registration_id": who, "territory_id": territory} | offer
    ground.unit.session.execute(update(Offer).where(Offer.id == of).values(**values))
    return opening


def guest(ground, territory=None, **same):
    who = ground.guest(**same)
    ground.unit.session.execute(update(Registration).where(Registration.id == who).values(territory_id=territory))
    return who


def test_an_edition_of_nobody_counts_nothing(ground) -> None:
    found = figures_of_edition(ground.unit, ground.edition.id, **SIDES)
    codes = ground.unit.session.scalars(select(Territory.code).order_by(Territory.position)).all()
    assert [(line.code, line.counts) for line in found.territories] == [(code, Counts()) for code in codes]
    assert (found.counts, found.sectors, found.sector_base, found.sector_mentions) == (Counts(), (), 0, 0)
    assert counts_of_editions(ground.unit, [], **SIDES) == {}


def test_counts_by_territory_and_what_lies_outside_comes_last(ground) -> None:
    first, second = ground.unit.session.scalars(select(Territory.id).order_by(Territory.position).limit(2))
    codes = ground.unit.session.scalars(select(Territory.code).order_by(Territory.position)).all()
    table, other = cook(ground, 3, territory=first), cook(ground, 4, territory=second)
    cook(ground, 9, territory=second, **PROPOSED.columns)
    cook(ground, 9, territory=second, **CLEARED.columns)
    here, twice = guest(ground, first), guest(ground)
    guest(ground)
    guest(ground, status=GONE)
    book_many(ground.unit, [Wanted(table, here), Wanted(table, twice), Wanted(other, twice)], SEATED)

    found = figures_of_edition(ground.unit, ground.edition.id, **SIDES)
    assert {line.code: line.counts for line in found.territories if line.counts != Counts()} == {
        codes[0]: Counts(offering=1, room=Room(3, 2), asking=1, placed=1),
        codes[1]: Counts(offering=1, room=Room(4, 1)),
        None: Counts(asking=3, withdrawn=1, placed=1),
    }
    assert found.territories[-1].code is None
    assert found.counts == Counts(offering=2, room=Room(7, 3), asking=4, withdrawn=1, placed=2)
    assert found.counts.waiting == 1
    assert counts_of_editions(ground.unit, [ground.edition.id], **SIDES) == {ground.edition.id: found.counts}


def test_an_edition_has_no_limit_where_one_opening_has_none(ground) -> None:
    first, second = ground.unit.session.scalars(select(Territory.id).order_by(Territory.position).limit(2))
    codes = ground.unit.session.scalars(select(Territory.code).order_by(Territory.position)).all()
    cook(ground, 3, territory=first)
    cook(ground, 2, territory=second)
    table = cook(ground, None, territory=second)
    book_many(ground.unit, [Wanted(table, ground.guest(), seats=5)], SEATED)
    found = figures_of_edition(ground.unit, ground.edition.id, **SIDES)
    rooms = {line.code: line.counts.room for line in found.territories}
    assert (rooms[codes[0]], rooms[codes[1]], found.counts.room) == (Room(3, 0), Room(None, 5), Room(None, 5))
    assert counts_of_editions(ground.unit, [ground.edition.id], **SIDES) == {ground.edition.id: found.counts}


def test_sectors_are_counted_by_mention_and_by_who_names_any(ground) -> None:
    both, one = uuid7(), uuid7()
    ground.unit.session.add_all(
        Organisation(id=id_, institution_id=id_, name=str(id_), name_key=str(id_)) for id_ in (both, one)
    )
    ground.unit.session.flush()
    links = [(both, "disability"), (both, "youth-care"), (one, "youth-care")]
    ground.unit.session.add_all(OrganisationSector(organisation_id=id_, sector=sector) for id_, sector in links)
    for organisation in (both, one, None):
        cook(ground, 1, organisation=organisation)
    found = figures_of_edition(ground.unit, ground.edition.id, **SIDES)
    assert found.sectors == (SectorFigures("youth-care", 2), SectorFigures("disability", 1))
    assert (found.sector_base, found.sector_mentions) == (2, 3)
