"""Who answers the letters of an edition: the referent of a territory, else the coordination."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest

from core.messages.envelope import Contact
from core.messages.kinds import letter_kind
from core.messages.rendering import render
from core.programme.mailing import Mailing, referent_of
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


@dataclass(frozen=True)
class Facts:
    """What the letter tells."""

    reference: str = "S001"


@pytest.mark.parametrize(("language", "greeting"), [("fr", "Bien à vous,"), ("nl", "Met vriendelijke groeten,")])
def test_somebody_from_outside_is_told_the_network_once_and_who_answers(unit_for, language: str, greeting: str) -> None:
    """Not "Bruzel, Bruzel", and an answer that somebody reads (finding 8)."""
    unit = unit_for()
    mailing = Mailing(unit, SimpleNamespace(id=uuid.UUID(int=1), rehearsal=False), (), {})
    envelope = mailing.envelope("Ada", "ada@x.be", language, about_id=uuid.UUID(int=2), territory_id=None)
    kind = letter_kind("test.hello", Facts, package="tests.core.messages.texts", parts=("hello",))
    letter = envelope.letter(kind, Facts())
    signature = render(kind, language, letter.variables).body.partition(greeting)[2].strip().splitlines()
    assert letter.reply_to == "quay@harbour.example"
    assert signature == [
        "Capitainerie",
        unit.tenant.text(unit.tenant.name, language),
        "+32 81 00 00 01",
        "quay@harbour.example",
    ]
