"""What immersions publish in the catalogue: what hosts say of the stay, and nothing of anybody's person."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from core.accounts.models import Person
from core.catalogue.demand import SETTING, DemandShown
from core.catalogue.models import CatalogueEntry, RehearsedEntry
from core.catalogue.services import Mended, follow, rebuild
from core.exchange.reading import read_sheet
from core.language.folding import fold
from core.programme.importing.services import import_sheet
from core.tenancy.models import TenantOverride
from plugins.immersion.catalogue import age_groups, form_of
from plugins.immersion.demo import FILES
from plugins.immersion.models import ImmersionOffer
from plugins.immersion.services.importing import HOSTS, TRAINEES
from tests.plugins.immersion.conftest import World


@pytest.mark.requirement("IM-35")
@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ("0-6", ["0-3", "3-6"]),
        ("6-12", ["6-12"]),
        ("12 à 18 ans", ["12-18"]),
        ("van 16 tot 23 jaar", ["12-18", "18-23"]),
        ("0-23", ["0-3", "3-6", "6-12", "12-18", "18-23"]),
        ("16 ans", ["12-18"]),
        ("30-60", []),
        ("adolescents", []),
        (None, []),
    ],
)
def test_ages_are_found_in_groups(said: str | None, groups: list[str]) -> None:
    assert age_groups(said) == groups


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("observation", ["observation"]),
        ("Observatie", ["observation"]),
        ("mise en situation", ["practice"]),
        ("observation, participation", ["observation", "practice"]),
        ("par téléphone", []),
        (None, []),
    ],
)
def test_the_form_is_known_by_what_hosts_write(said: str | None, form: list[str]) -> None:
    assert form_of(said) == form


@pytest.mark.requirement("IM-30")
@pytest.mark.requirement("IM-31")
@pytest.mark.requirement("IM-34")
def test_what_a_host_says_of_the_stay_is_published(world: World) -> None:
    offer = world.make_host("H001", 2)
    said = {
        "description": "Une journée. Appelez le 0478 42 05 17 !",
        "professions": ["educator", "sourcier"],
        "ages": "6-12",
        "modality": "observation",
        "weekdays": [2, 4],
        "dates": ["2024-04-15"],
        "conditions": "",
    }
    world.session.execute(update(ImmersionOffer).where(ImmersionOffer.offer_id == offer).values(said))
    follow(world.unit)
    entry = world.session.scalars(select(CatalogueEntry)).one()
    assert entry.facets == [
        *("age=6-12", "day=2024-04-15", "form=observation", "language=fr", "profession=educator"),
        *("profession=sourcier", "sector=mental-health", "territory=namur", "weekday=2", "weekday=4"),
    ]
    assert entry.details == {
        "ages": "6-12",
        "day": ["2024-04-15"],
        "description": {"fr": "Une journée. Appelez le … !"},
        "form": ["observation"],
        "profession": ["educator", "sourcier"],
        "weekday": ["2", "4"],
    }


def test_only_an_accepted_offer_is_published(world: World) -> None:
    for number, status in enumerate(("accepted", "proposed", "withdrawn")):
        world.make_host(f"H00{number}", status=status)
    follow(world.unit)
    assert world.session.scalars(select(CatalogueEntry.reference)).all() == ["H000"]


@pytest.mark.requirement("IM-21")
def test_how_many_ask_stands_there_where_the_network_shows_it(world: World) -> None:
    world.make_host("H001")
    world.make_trainee("S001", "H001")
    world.make_trainee("S002", "H001")
    asked = select(CatalogueEntry.requests)
    follow(world.unit)
    assert world.session.scalars(asked).all() == [None]
    world.session.add(TenantOverride(key=SETTING, value={"demand": DemandShown.WORDS}))
    rebuild(world.unit)
    assert world.session.scalars(asked).all() == [2]
    world.make_trainee("S003", "H001")
    follow(world.unit)
    assert world.session.scalars(asked).all() == [3]


def demonstration(world: World) -> None:
    """Let the hosts and the trainees of 2024 register."""
    for kind, name in ((HOSTS, "hotes.xlsx"), (TRAINEES, "stagiaires.xlsx")):
        sheet = read_sheet((FILES / name).read_bytes(), kind.columns)
        import_sheet(world.on(1), world.edition, kind, sheet, valid_only=False, dry_run=False)
        world.session.flush()
    world.live(1)
    world.live(2)


def test_nothing_personal_stands_in_any_column(world: World) -> None:
    demonstration(world)
    follow(world.unit)
    people = world.session.execute(
        select(Person.first_name, Person.last_name, Person.email, Person.phone).where(Person.last_name != "")
    ).all()
    columns = [getattr(CatalogueEntry, column.name) for column in CatalogueEntry.__table__.columns]
    rows = world.session.execute(select(*columns)).all()
    written = fold(json.dumps([list(row) for row in rows], default=str, ensure_ascii=False))
    assert len(rows) == 120
    assert len(people) > 400
    for first, last, email, phone in people:
        for said in (f"{first} {last}", f"{last} {first}", email, phone):
            assert not said or fold(said) not in written


def test_after_the_year_every_entry_is_what_a_rebuild_makes_of_it(world: World) -> None:
    demonstration(world)
    follow(world.unit)
    taken = world.session.scalars(select(CatalogueEntry.taken)).all()
    assert sum(taken) > 100
    assert rebuild(world.unit) == Mended()
    assert world.session.scalars(select(RehearsedEntry.id)).all() == []
