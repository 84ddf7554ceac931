"""Which choices somebody may make, and when: the rules, beside the file's and beside a brute-force oracle."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.directory.importing import Territories
from core.exchange.reading import Sheet
from plugins.immersion.choosing import (
    Choosable,
    NoChoosing,
    Registering,
    Stand,
    WrongChoice,
    fewest_choices,
    registering,
    why_not_choose,
    wrong_choices,
)
from plugins.immersion.importing import flaws
from plugins.immersion.importing.columns import choice_column
from plugins.immersion.importing.known import KnownFacts, KnownOffer
from plugins.immersion.importing.trainees import check_trainees

SPACE = UUID(int=0)
INSTITUTIONS = {name: uuid5(SPACE, name) for name in "ABC"}
REFERENCES = [f"H{number:03}" for number in range(1, 6)]
OFFERS = st.fixed_dictionaries(
    {},
    optional={
        reference: st.builds(
            Choosable, st.sampled_from(list(INSTITUTIONS.values())), st.booleans(), st.sampled_from([None, 0, 1, 3])
        )
        for reference in REFERENCES
    },
)
CHOSEN = st.lists(st.sampled_from(REFERENCES), max_size=5)
OWN = st.sampled_from([None, *INSTITUTIONS.values()])


@pytest.mark.requirement("IM-11")
@given(OFFERS, CHOSEN, OWN, st.sets(st.sampled_from(REFERENCES)))
def test_a_choice_is_wrong_for_one_of_five_reasons_and_no_other(offers, chosen, own, had) -> None:
    told = wrong_choices(chosen, offers, own, had)
    for at, reference in enumerate(chosen):
        offer = offers.get(reference)
        reasons = {
            WrongChoice.UNKNOWN: offer is None,
            WrongChoice.TWICE: reference in chosen[:at],
            WrongChoice.OWN_INSTITUTION: offer is not None and offer.institution == own,
            WrongChoice.WITHDRAWN: offer is not None and not offer.accepted,
            WrongChoice.FULL: offer is not None and offer.left == 0 and reference not in had,
        }
        assert (at in told) == any(reasons.values())
        assert at not in told or reasons[told[at]]


#: What a file calls the same; a file may name an offer that is full, or that is not accepted.
IN_A_FILE = {
    flaws.UNKNOWN_OFFER.name: WrongChoice.UNKNOWN,
    flaws.SAME_CHOICE_TWICE.name: WrongChoice.TWICE,
    flaws.OWN_INSTITUTION.name: WrongChoice.OWN_INSTITUTION,
}


@pytest.mark.requirement("IM-11")
@given(OFFERS, st.lists(st.sampled_from(REFERENCES), min_size=1, max_size=5), st.sampled_from(sorted(INSTITUTIONS)))
def test_a_file_finds_no_fault_with_choices_that_people_may_make(offers, chosen, own) -> None:
    names = {id_: name.lower() for name, id_ in INSTITUTIONS.items()}
    known = KnownFacts(
        Territories({}),
        offers={key: KnownOffer(SPACE, names[each.institution], each.accepted) for key, each in offers.items()},
        max_choices=5,
    )
    cells = {choice_column(rank): reference for rank, reference in enumerate(chosen, start=1)}
    row = {"reference": "S001", "first_name": "Ada", "last_name": "Joris", "institution": own, **cells}
    checked = check_trainees(Sheet(headers={name: name for name in row}, rows=[(2, row)]), known)
    ours = wrong_choices(chosen, offers, INSTITUTIONS[own])
    found = {each.column: each.flaw for each in checked.faults if each.column in cells}
    assert set(found) <= {choice_column(at + 1) for at in ours}
    for at, wrong in ours.items():
        assert IN_A_FILE.get(found.get(choice_column(at + 1), ""), wrong) is wrong or wrong is WrongChoice.TWICE


@given(OFFERS, OWN, st.integers(1, 9))
def test_nobody_is_asked_for_more_choices_than_can_be_made(offers, own, least) -> None:
    possible = [each for each in offers.values() if each.open and each.institution != own]
    assert fewest_choices(least, offers, own) == max(1, min(least, len(possible)))


@pytest.mark.requirement("IM-17")
@pytest.mark.parametrize(
    ("is_open", "phases", "state"),
    [
        (False, {"trainee_registration"}, Registering.CLOSED),
        (True, {"trainee_registration"}, Registering.OPEN),
        (True, {"priority_registration"}, Registering.HOSTS_ONLY),
        (True, {"priority_registration", "trainee_registration"}, Registering.OPEN),
        (True, set(), Registering.OPEN),
    ],
)
def test_who_may_register(is_open: bool, phases: set[str], state: Registering) -> None:
    assert registering(is_open=is_open, open_phases=phases) is state


ROUND = date(2024, 3, 18)


@pytest.mark.requirement("IM-16")
@pytest.mark.parametrize(
    ("stand", "today", "why"),
    [
        (Stand(True, True, True, True, None), ROUND, NoChoosing.WITHDRAWN),
        (Stand(False, True, True, True, ROUND), ROUND, NoChoosing.PLACED),
        (Stand(False, False, True, True, ROUND), ROUND, NoChoosing.FROZEN),
        (Stand(False, False, False, False, None), ROUND, NoChoosing.NO_ROUND),
        (Stand(False, False, False, True, ROUND), date(2024, 3, 17), None),
        (Stand(False, False, False, True, ROUND), ROUND, NoChoosing.TOO_LATE),
        (Stand(False, False, False, False, ROUND), date(2024, 3, 20), None),
    ],
)
def test_when_somebody_may_choose(stand: Stand, today: date, why: NoChoosing | None) -> None:
    assert why_not_choose(stand, today) is why
