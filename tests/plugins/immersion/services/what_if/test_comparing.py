"""Variants of a proposal are added, compared and removed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.contract.acting import NotAllowedError
from plugins.immersion.errors import (
    AlreadyPublishedError,
    PoolTooLargeError,
    RoundStateError,
    SameAsProposalError,
    TooManyVariantsError,
    UnknownVariantError,
    VariantError,
    VariantFault,
)
from plugins.immersion.queries import variants as queries
from plugins.immersion.services.rounds import (
    add_variant,
    adopt_variant,
    remove_variant,
)
from plugins.immersion.variants import Changes, Share
from tests.plugins.immersion.services.what_if.acts import (
    PINNED,
    ROOMIER,
    acts,
    add,
    adopt,
    loser,
    numbers,
)

pytestmark = pytest.mark.requirement("IM-14")


def test_a_variant_holds_what_was_asked_and_is_on_record(proposed) -> None:
    variant = add(proposed, Changes("priority", (("S3", "H1"),), (), (("H2", 3), ("H1", 2))), "one more")
    assert (variant.number, variant.label, variant.created_by) == (1, "one more", "coordinator")
    assert Changes.from_json(variant.changes) == Changes("priority", (("S3", "H1"),), (), (("H1", 2),))
    assert acts(proposed, "immersion.variant.added") == [{"number": 1, "variant": 1, "changes": variant.changes}]


def test_asked_twice_it_is_one(proposed) -> None:
    first = add(proposed, ROOMIER, "a")
    assert add(proposed, Changes("priority", (), (), (("H1", 2), ("H2", 3))), "b").id == first.id
    assert numbers(proposed) == [1]


def test_a_variant_says_something_else_than_the_proposal(proposed) -> None:
    for same in (Changes("priority"), Changes("priority", (), (), (("H1", 1),))):
        with pytest.raises(SameAsProposalError):
            add(proposed, same)


def test_no_more_variants_than_can_be_looked_at(proposed) -> None:
    for number in range(6):
        add(proposed, Changes("priority", (), (), (("H1", number + 2),)))
    with pytest.raises(TooManyVariantsError) as caught:
        add(proposed, PINNED)
    assert caught.value.most == 6
    remove_variant(proposed.on(1), proposed.round(1).id, 3)
    assert add(proposed, PINNED).number == 7
    assert numbers(proposed) == [1, 2, 4, 5, 6, 7]


def test_what_cannot_stand_is_refused_with_its_faults(proposed) -> None:
    with pytest.raises(VariantError) as caught:
        add(proposed, Changes("priority", (("S1", "H1"),)))
    assert caught.value.faults == (
        VariantFault("pins", 0, "offer", "pinned_not_chosen", {"trainee": "S1", "offer": "H1", "chosen": "H2"}),
    )
    assert numbers(proposed) == []


def test_a_pool_nobody_should_wait_for_is_refused(proposed, monkeypatch) -> None:
    add(proposed, ROOMIER)
    monkeypatch.setattr(queries, "MOST_IN_POOL", 2)
    with pytest.raises(PoolTooLargeError) as caught:
        add(proposed, PINNED)
    assert (caught.value.pool, caught.value.most) == (3, 2)
    with pytest.raises(PoolTooLargeError):
        queries.compare(proposed.on(1), proposed.round(1))


def test_a_variant_is_removed_once(proposed) -> None:
    add(proposed, ROOMIER)
    remove_variant(proposed.on(1), proposed.round(1).id, 1)
    with pytest.raises(UnknownVariantError):
        remove_variant(proposed.on(1), proposed.round(1).id, 1)
    assert acts(proposed, "immersion.variant.removed") == [{"number": 1, "variant": 1}]


@pytest.mark.parametrize("role", ["referent", "reader"])
def test_only_those_who_manage_rounds_compare(proposed, role: str) -> None:
    variant, round_ = add(proposed, ROOMIER), proposed.round(1)
    unit = proposed.on(1, proposed.actor(role))
    for attempt in (
        lambda: add_variant(unit, round_.id, PINNED),
        lambda: remove_variant(unit, round_.id, 1),
        lambda: adopt(proposed, variant, unit=unit),
    ):
        with pytest.raises(NotAllowedError):
            attempt()


def test_a_referent_reads_the_comparison_and_a_reader_does_not(proposed) -> None:
    """Finding 9 of the review."""
    add(proposed, ROOMIER)
    referent, reader = (proposed.on(1, proposed.actor(role)) for role in ("referent", "reader"))
    coordinator = queries.compare(proposed.on(1), proposed.round(1))
    assert queries.compare(referent, proposed.round(1)) == coordinator
    with pytest.raises(NotAllowedError):
        queries.compare(reader, proposed.round(1))


def test_variants_belong_to_a_proposal(proposed) -> None:
    variant, unit, round_id = add(proposed, ROOMIER), proposed.on(1), proposed.round(1).id
    attempts: tuple[Callable[[], object], ...] = (
        lambda: add_variant(unit, round_id, PINNED),
        lambda: remove_variant(unit, round_id, 1),
        lambda: adopt_variant(unit, round_id, 1, reason="x", variant_id=variant.id, version=1),
    )
    proposed.publish(1)
    for attempt in attempts:
        with pytest.raises(AlreadyPublishedError):
            attempt()
    assert numbers(proposed) == []
    with pytest.raises(RoundStateError):
        add_variant(unit, proposed.round(2).id, PINNED)


def test_the_comparison_says_what_each_way_gives(proposed) -> None:
    add(proposed, ROOMIER)
    add(proposed, Changes("priority", ((loser(proposed), "H1"),)))
    compared = queries.compare(proposed.on(1), proposed.round(1))
    first, more, other = (column.outcome for column in compared.columns)
    assert [(each.measures.placed, each.measures.pool) for each in (first, more, other)] == [(2, 3), (3, 3), (2, 3)]
    assert [len(each.reassigned) for each in (first, more, other)] == [0, 1, 2]
    assert (more.cost, more.gain.count, more.gain.by) == (None, "priority_placed", 1)
    assert (other.cost, other.gain) == (None, None)
    # A and B meet, in both directions: one pair.
    assert [each.measures.new_pairs for each in (first, more, other)] == [1, 1, 1]
    assert more.measures.by_territory == {
        proposed.territories["namur"]: Share(2, 2),
        proposed.territories["liege"]: Share(1, 1),
    }


def test_institutions_that_met_in_an_earlier_round_are_not_new(proposed) -> None:
    world = proposed
    world.publish(1)
    world.make_trainee("S4", "H2", "H1", institution="A")
    world.make_trainee("S5", "H2", institution="C")
    world.propose(2)
    first = queries.compare(world.on(2), world.round(2)).proposal.outcome
    assert (first.measures.placed, first.measures.new_pairs) == (2, 1)


def test_the_comparison_needs_as_many_statements_for_thirty_as_for_three(world_of, statements) -> None:
    sent_for = []
    for slug, trainees in (("immersion-0-23", 3), ("bruzel", 30)):
        world = world_of(slug)
        code = next(iter(world.territories))
        for number in range(trainees):
            world.make_host(f"H{number}", 1, institution=f"{slug} {number}", territory=code)
            world.make_trainee(f"S{number}", f"H{number}", institution=f"{slug} {(number + 1) % 3}", territory=code)
        world.propose(1)
        for number in range(2 if trainees == 3 else 5):
            add(world, Changes("priority", (), (), (("H0", number + 2),)))
        round_, unit = world.round(1), world.on(1)
        world.session.flush()
        with statements() as sent:
            compared = queries.compare(unit, round_)
            queries.who_changes(unit, round_, compared.instance, compared.variants[0].outcome.reassigned)
        sent_for.append(sent.count)
    assert sent_for == [6, 6]
