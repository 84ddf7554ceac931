"""The whole year of 2024 by the services, from its files: three rounds, withdrawals, new choices (IM-14 to IM-17)."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.messages.models import Message
from core.programme.importing.services import import_file
from core.programme.models import Offer, Opening, Participation, Registration
from core.settings import PROJECT
from plugins.immersion.matching import parse_instance
from plugins.immersion.models import ImmersionPlacement, ImmersionRound, ImmersionRoundOffer, ImmersionRoundReason
from plugins.immersion.queries.foresight import foresee
from plugins.immersion.queries.overview import overview_of
from plugins.immersion.queries.replaying import replay
from plugins.immersion.queries.rounds import figures_by_number
from plugins.immersion.reasons import OfferReason, PersonReason, reasons_of
from plugins.immersion.rules import fingerprint
from plugins.immersion.variants import Figures, figures_of
from tests.plugins.immersion.importing.sheets import KINDS

FILES = PROJECT / "demo" / "immersion-2024"
SEEDS = {row["round"]: row["seed"] for row in json.loads((FILES / "rounds.json").read_text(encoding="utf-8"))}


def load(world: Any, day: datetime, kind: str, name: str) -> None:
    import_file(world.on(day), world.edition, KINDS[kind], (FILES / name).read_bytes())
    world.commit()


def kept_of(world: Any, round_: ImmersionRound) -> tuple[Any, ...]:
    """Return what is kept of a published round: its figures, and the reasons by reference."""
    people = select(Registration.reference, ImmersionRoundReason.facts).join_from(ImmersionRoundReason, Registration)
    offers = select(Offer.reference, ImmersionRoundOffer.facts).join_from(ImmersionRoundOffer, Offer)
    return (
        Figures.from_json(round_.measures),
        round_.result_sha256,
        {
            reference: PersonReason.from_json(facts)
            for reference, facts in world.session.execute(people.where(ImmersionRoundReason.round_id == round_.id))
        },
        {
            reference: OfferReason.from_json(facts)
            for reference, facts in world.session.execute(offers.where(ImmersionRoundOffer.round_id == round_.id))
        },
    )


def computed(round_: ImmersionRound) -> tuple[Any, ...]:
    """Return the same, computed anew from the round's two files."""
    reasons = reasons_of(round_.snapshot, round_.result)
    assignment = json.loads(round_.result)["assignment"]
    return (
        figures_of(parse_instance(round_.snapshot), assignment),
        fingerprint(round_.result),
        reasons.people,
        reasons.offers,
    )


@pytest.mark.requirement("IM-14")
@pytest.mark.requirement("IM-15")
@pytest.mark.requirement("IM-16")
@pytest.mark.requirement("IM-50")
def test_the_year_of_2024(world_of) -> None:
    world = world_of(state="rehearsal")
    for number, seed in SEEDS.items():
        world.seed(number, seed)
    world.commit()
    load(world, datetime(2024, 2, 1, 9, tzinfo=UTC), "hosts", "hotes.xlsx")
    load(world, datetime(2024, 2, 19, 7, tzinfo=UTC), "trainees", "stagiaires.xlsx")

    first = world.live(1)
    world.commit()
    load(world, datetime(2024, 3, 18, 7, tzinfo=UTC), "withdrawals", "desistements.xlsx")
    second = world.live(2)
    world.commit()
    without_new_choices = foresee(world.on(3), world.round(3).id)
    assert without_new_choices.hopeless
    load(world, datetime(2024, 4, 2, 7, tzinfo=UTC), "choices", "choix-tour-3.xlsx")
    third = world.live(3)
    world.commit()

    figures = overview_of(world.on(3), world.edition.id)
    by_number = figures_by_number(world.on(3), (first, second, third))
    rounds = [by_number[number] for number in (1, 2, 3)]
    assert (figures.counts.offering, figures.counts.room.capacity, figures.counts.asking) == (120, 408, 290)
    assert (figures.sector_mentions, figures.sector_base) == (138, 120)
    assert figures.counts.withdrawn == 6
    assert [line.placed for line in rounds] == [
        sum(1 for offer in json.loads(row.result)["assignment"].values() if offer) for row in (first, second, third)
    ]
    assert rounds[0].pool == rounds[0].priority
    live = world.session.scalar(
        select(func.count()).select_from(ImmersionPlacement).join(Participation).where(Participation.ended_at.is_(None))
    )
    assert figures.counts.placed == figures.counts.room.taken == live
    taken = {id_: count for id_, count in world.session.execute(select(Opening.id, Opening.taken)) if count}
    held = world.session.scalars(select(Participation.opening_id).where(Participation.standing == "holding"))
    assert taken == Counter(held)
    for number in (1, 2, 3):
        assert replay(world.on(3), "2024", number).same
    assert set(world.session.scalars(select(Message.captured))) == {True}
    kinds = Counter(world.session.scalars(select(Message.kind)))
    assert kinds["immersion.placed"] == sum(line.placed for line in rounds)
    assert kinds["immersion.not_placed_final"] == rounds[2].pool - rounds[2].placed
    for row in (first, second, third):
        assert kept_of(world, row) == computed(row)
    assert (first.committed_at, third.published_at - third.opened_at) == (world.round(2).committed_at, timedelta())
