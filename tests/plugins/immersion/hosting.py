"""A professional who is signed in and becomes a host, and what they type."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal

from core.accounts.services import make_account
from core.contract.acting import Actor
from core.directory.proposing import NewOrganisation, SaidInstitution
from core.directory.rules import PublicFacts
from core.programme.charter import seal_of
from core.tenancy.unit import Unit
from plugins.immersion.hosting import Deputy, SaidHost, SaidOffer
from plugins.immersion.settings import ImmersionSettings

BASTIDE = NewOrganisation("La Bastide", None, PublicFacts("Rue du Parc 81", "7000", "53053", frozenset({"youth-care"})))
EXPECT = "On accompagne des familles à domicile, parfois dans des situations difficiles. On observe, sans intervenir."
OFFER = SaidOffer(
    title="Une journée avec l’équipe mobile",
    description="Nous aidons des familles.",
    discover="Une réunion et une visite.",
    expect=EXPECT,
    places=3,
    dates={"2024-04-15": 2, "2024-04-22": None},
    weekdays=(1, 3),
    modality="observation",
    duration_days=Decimal("0.5"),
    professions=("educator",),
    ages="0-6",
    languages=("fr", "nl"),
    conditions=None,
    access="Bus 7",
)


def professional(unit: Unit, address: str = "vero@spj.example") -> Actor:
    """Make a sign-in of somebody who has no role, and return who acts by it; the caller commits."""
    account = make_account(unit.session, email=address, name="", password="long enough", language="fr", cost="cheap")
    return Actor(name=address, account_id=account.id)


def said_host(edition, *offers: SaidOffer, institution: SaidInstitution | None = None) -> SaidHost:
    """What a host says, sent once."""
    rules = ImmersionSettings.from_json(edition.settings).commitments_of_hosts
    return SaidHost(
        first_name="Véronique",
        last_name="Collard",
        phone="065 12 34 56",
        language="fr",
        institution=institution or SaidInstitution(new=BASTIDE),
        deputy=Deputy("Marc Dupont", "marc@spj.example", None),
        offers=offers or (OFFER,),
        rules_seen=seal_of(rules),
        entry=str(uuid.uuid4()),
    )


def other(title: str) -> SaidOffer:
    return replace(OFFER, title=title)
