"""Who sees which trainees and placements (IM-23): a referent those that touch her province, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.contract.acting import COORDINATOR, READER, REFERENT, Actor, NotAllowedError
from core.listing.reading import read_rows
from core.programme.models import Offer, Participation, Registration
from plugins.immersion import access
from plugins.immersion.lists.hosts import HOSTS
from plugins.immersion.lists.placements import PLACEMENTS
from plugins.immersion.lists.trainees import TRAINEES
from plugins.immersion.queries.overview import overview_of
from plugins.immersion.queries.trainees import find_trainee

pytestmark = pytest.mark.requirement("IM-23")

EVERYBODY = {"immersion.overview.read", "immersion.rounds.read"}
STAFF = EVERYBODY | {
    "immersion.proposals.read",
    "immersion.hosts.read",
    "immersion.trainees.read",
    "immersion.placements.read",
    "immersion.lists.export",
    "immersion.files.import",
    "immersion.trainees.withdraw",
    "immersion.offers.withdraw",
    "immersion.offers.judge",
    "immersion.follow_up.enter",
}


@pytest.mark.parametrize(
    ("role", "rights"),
    [(COORDINATOR, STAFF | {"immersion.rounds.manage"}), (REFERENT, STAFF), (READER, EVERYBODY)],
)
def test_each_role_has_its_rights(world, role: str, rights: set[str]) -> None:
    assert rights_of(world.actor(role)) == rights


def test_nobody_has_a_right_without_a_role() -> None:
    assert rights_of(Actor("Passer-by")) == set()


def rights_of(actor: Actor) -> set[str]:
    return {permission.name for permission in access.PERMISSIONS if actor.may(permission)}


@pytest.fixture
def full(world):
    """Two provinces: trainees of each, choices across, placements within and across, and somebody from nowhere."""
    world.make_host("H1", 9, territory="namur")
    world.make_host("H2", 9, territory="liege")
    world.make_host("H3", 9, territory="hainaut")
    world.make_trainee("S1", "H1", territory="namur")
    world.make_trainee("S2", "H2", territory="liege")
    world.make_trainee("S3", "H2", "H1", territory="liege")
    world.make_trainee("S4", "H3", territory=None)
    world.make_trainee("S5", "H1", territory=None)
    world.make_trainee("S6", "H1", territory="liege")
    world.choose("S6", "H3", wave=2)  # Namur is history for this one.
    world.make_trainee("S7", "H2", territory="namur")
    world.commit()
    return world


def names(listed) -> list[str]:
    return [row.reference for row in listed.rows]


@pytest.mark.parametrize(
    ("codes", "seen"),
    [
        (("namur",), ["S1", "S3", "S5", "S7"]),
        (("liege",), ["S2", "S3", "S6", "S7"]),
        (("hainaut",), ["S4", "S6"]),
        (("luxembourg",), []),
        (("namur", "hainaut"), ["S1", "S3", "S4", "S5", "S6", "S7"]),
        ((), ["S1", "S2", "S3", "S4", "S5", "S6", "S7"]),
    ],
)
def test_a_referent_sees_trainees_of_her_province_or_with_a_current_choice_in_it(full, codes, seen) -> None:
    unit = full.on(1, full.referent(*codes))
    assert names(full.part(TRAINEES, unit)) == seen
    one_by_one = [ref for ref in full.trainees if find_trainee(unit, full.edition.id, ref) is not None]
    assert one_by_one == seen
    assert full.part(TRAINEES, unit, territory="liege").total == len([ref for ref in seen if ref in ("S2", "S3", "S6")])


def test_a_reader_sees_figures_and_nobody(full) -> None:
    unit = full.on(1, full.reader())
    for spec in (TRAINEES, HOSTS, PLACEMENTS):
        with pytest.raises(NotAllowedError):
            full.part(spec, unit)
    query = select(Registration.id).where(access.visible_trainees(unit.actor))
    assert full.session.scalars(query).all() == []
    assert full.session.scalars(select(Participation.id).where(access.visible_placements(unit.actor))).all() == []
    assert full.session.scalars(select(Offer.id).where(access.visible_hosts(unit.actor))).all() == []
    assert overview_of(unit, full.edition.id).counts.asking == 7


def test_a_role_of_another_module_opens_nothing(full) -> None:
    grants = tuple(type(grant)(grant.role, "open_days") for grant in full.coordinator().grants)
    with pytest.raises(NotAllowedError):
        full.part(TRAINEES, full.on(1, Actor("Elsewhere", grants=grants)))


def test_every_referent_sees_every_host(full) -> None:
    assert names(full.part(HOSTS, full.on(1, full.referent("luxembourg")))) == ["H1", "H2", "H3"]


def test_a_placement_is_seen_from_both_its_sides_only(full) -> None:
    full.live(1)
    full.live(2)
    full.commit()
    placed = {row.reference: row.offer for row in full.part(PLACEMENTS, full.on(2)).rows}
    assert placed == {"S1": "H1", "S2": "H2", "S3": "H2", "S4": "H3", "S5": "H1", "S6": "H3", "S7": "H2"}

    def seen(*codes: str) -> list[str]:
        return sorted(names(full.part(PLACEMENTS, full.on(2, full.referent(*codes)))))

    assert seen("namur") == ["S1", "S5", "S7"]
    assert seen("liege") == ["S2", "S3", "S6", "S7"]
    assert seen("hainaut") == ["S4", "S6"]
    assert seen("luxembourg") == []
    namur = full.on(2, full.referent("namur"))
    at_h2 = Offer.id == full.offers["H2"]
    found = read_rows(namur, PLACEMENTS, {"edition": full.edition.id}, at_h2)
    assert [row.reference for row in found] == ["S7"]


def test_the_figures_of_a_referent_are_those_of_the_whole_edition(full) -> None:
    for actor in (full.referent("luxembourg"), full.coordinator(), full.reader()):
        assert overview_of(full.on(1, actor), full.edition.id).counts.asking == 7


def test_another_network_sees_nothing_of_it(full, unit_for) -> None:
    other = unit_for("bruzel")
    assert full.part(TRAINEES, other).total == 0
    assert full.part(HOSTS, other).rows == []
    assert overview_of(other, full.edition.id).counts.offering == 0
