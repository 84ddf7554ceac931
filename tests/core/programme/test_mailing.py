"""Who answers the letters of an edition: the referent of a territory, else the coordination."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.messages.envelope import Contact
from core.programme.mailing import referent_of
from core.tenancy.models import Territory

ELS = {"name": "Els", "email": "els@network.example", "phone": "+32 2 000 00 00"}


@pytest.mark.requirement("IM-20")
@pytest.mark.parametrize(
    ("territory", "contact", "answers"),
    [
        (
            Territory(referent_name="Thomas", referent_email="t@network.example"),
            ELS,
            ("Thomas", "t@network.example", None),
        ),
        (Territory(), ELS, tuple(ELS.values())),
        (None, ELS, tuple(ELS.values())),
        (None, {}, ("", None, None)),
    ],
)
def test_where_no_territory_answers_the_coordination_does(unit_for, territory, contact, answers) -> None:
    tenant = replace(unit_for().tenant, contact=contact)
    assert referent_of(territory, tenant) == Contact(*answers)
