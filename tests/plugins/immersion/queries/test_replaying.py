"""A published round is decided again from what was frozen, and shows whether anything was changed since (IM-15)."""

from __future__ import annotations

import hashlib

import pytest

from plugins.immersion.errors import RoundStateError, UnknownRoundError
from plugins.immersion.queries.replaying import replay

pytestmark = pytest.mark.requirement("IM-15")


def test_a_replay_of_a_published_round_gives_the_same_bytes(world) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Z")
    world.make_trainee("S2", "H1", institution="Y")
    world.live(1)
    world.live(2)
    found = replay(world.on(2, world.reader()), "2024", 2)
    assert (found.same, found.number, found.sha256) == (True, 2, world.round(2).sha256)
    assert found.result_sha256 == hashlib.sha256(world.round(2).result.encode()).hexdigest()


@pytest.mark.parametrize(
    ("column", "fault"),
    [("snapshot", "same_snapshot"), ("result", "same_result"), ("commitment", "same_draw")],
)
def test_a_replay_shows_what_was_tampered_with(world, column: str, fault: str) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Hôte H1")
    round_ = world.live(1)
    setattr(round_, column, getattr(round_, column).replace("1", "2") + " ")
    world.session.flush()
    found = replay(world.on(1), "2024", 1)
    assert (found.same, getattr(found, fault)) == (False, False)


def test_only_a_published_round_is_replayed(world) -> None:
    with pytest.raises(RoundStateError):
        replay(world.on(1), "2024", 1)
    with pytest.raises(UnknownRoundError):
        replay(world.on(1), "2024", 9)
