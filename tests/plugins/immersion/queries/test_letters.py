"""What letters tell of an edition, read for many people at once."""

from __future__ import annotations

from datetime import date

import pytest

from core.programme.mailing import mailing_of
from plugins.immersion.queries.letters import trainees
from plugins.immersion.queries.letters.trainees import choose_again_letters


@pytest.mark.requirement("IM-20")
def test_somebody_who_chooses_again_is_told_what_is_free_nearby_and_how_much_elsewhere_never_of_their_own_institution(
    world, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainees, "MOST_OFFERS_LISTED", 2)
    for number in range(1, 4):
        world.make_host(f"H{number}", territory="namur")
    world.make_host("H4", territory="namur", institution="Own")
    world.make_host("H5", territory="liege", institution="Own")
    world.make_host("H6", territory="liege")
    world.make_host("H7", territory=None)
    world.make_host("H8", territory="liege", status="proposed")
    world.make_trainee("S1", "H1", territory="namur", institution="Own")
    world.make_trainee("S2", "H1", territory="liege", institution="Other")
    world.make_trainee("S3", "H1", territory=None, institution="Own")
    letters = choose_again_letters(
        mailing_of(world.on(2), world.edition),
        world.trainees.values(),
        before_round=2,
        after_round=1,
        next_round_on=date(2024, 4, 2),
    )
    told = [
        ([offer.reference for offer in each.variables["offers"]], each.variables["more"], each.variables["elsewhere"])
        for each in letters
    ]
    assert told == [(["H1", "H2"], 1, 2), (["H5", "H6"], 0, 5), (["H7"], 0, 4)]
