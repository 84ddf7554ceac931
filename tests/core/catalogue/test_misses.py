"""What was looked for in vain is counted by day and by network, in words that name nobody (IM-36)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from redis import Redis
from sqlalchemy import select

from core.catalogue.chores import write_searches
from core.catalogue.misses import MOST_WAITING, Miss, Misses, kept_query, missed, write_misses
from core.catalogue.models import CatalogueMiss
from core.processes import runtime
from core.tenancy.unit import Unit
from tests.core.catalogue.tables import NOW

pytestmark = pytest.mark.requirement("IM-36")
DAY = NOW.date()


@pytest.fixture
def misses(settings, queue: Redis) -> Misses:
    return Misses(settings.redis_url)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Périnatalité ", "perinatalite"),
        ("aide à la  jeunesse", "aide a la jeunesse"),
        ("x" * 100, "x" * 60),
        ("7000 Mons", "7000 mons"),
        ("anne@service.example", None),
        ("0478 42 05 17", None),
        ("85.07.30-033", None),
        ("a", None),
        ("%", None),
    ],
)
def test_what_is_kept_are_words_and_nothing_that_reaches_somebody(typed: str, kept: str | None) -> None:
    assert kept_query(typed) == kept


def test_searches_are_noted_and_written_down_once(unit_for, misses: Misses, application) -> None:
    harbour, orchard = unit_for(now=NOW), unit_for("orchard", now=NOW)
    for unit, typed in ((harbour, "Logement"), (harbour, "logement"), (harbour, "périnatalité"), (orchard, "logement")):
        misses.note(unit.tenant.id, DAY, typed)
    write_searches(runtime(application))
    write_searches(runtime(application))
    assert missed(harbour) == [Miss("logement", 2, DAY), Miss("perinatalite", 1, DAY)]
    assert missed(orchard) == [Miss("logement", 1, DAY)]


def test_what_is_taken_is_given_again_until_it_is_written(unit_for, misses: Misses) -> None:
    tenant = unit_for().tenant.id
    misses.note(tenant, DAY, "logement")
    first = misses.taken()
    misses.note(tenant, DAY, "logement")
    assert misses.taken() == first == {tenant: {(DAY, "logement"): 1}}
    misses.written()
    assert misses.taken() == first


def test_days_are_added_up_and_what_is_old_goes(unit_for) -> None:
    unit: Unit = unit_for(now=NOW)
    old = DAY - timedelta(days=731)
    write_misses(unit, {(old, "vieux"): 9, (DAY - timedelta(days=400), "avant"): 9})
    write_misses(unit, {(DAY - timedelta(days=1), "logement"): 1, (DAY, "logement"): 1, (DAY, "crèche"): 1})
    write_misses(unit, {(DAY, "logement"): 3})
    assert missed(unit) == [Miss("logement", 5, DAY), Miss("crèche", 1, DAY)]
    kept = select(CatalogueMiss.query).order_by(CatalogueMiss.query)
    assert unit.session.scalars(kept).all() == ["avant", "crèche", "logement", "logement"]


def test_no_flood_fills_the_memory_and_without_redis_nothing_fails(
    unit_for, misses: Misses, queue: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = unit_for().tenant.id
    monkeypatch.setattr("core.catalogue.misses.MOST_WAITING", 2)
    for word in ("un", "deux", "trois"):
        misses.note(tenant, DAY, word)
    assert len(misses.taken()[tenant]) == 2
    Misses("redis://127.0.0.1:1/0").note(tenant, date(2024, 1, 1), "logement")
    assert MOST_WAITING > 2
