"""Every letter, whole, in every language and manner, compared with what was read and approved."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.messages.letter import Letter
from core.messages.rendering import check_text, render
from core.programme.rules import PhaseDates
from core.settings import PROJECT
from core.tenancy.files import read_tenant_files
from plugins.immersion.letters import LANGUAGES, wording
from plugins.immersion.matching import Refusal
from plugins.immersion.matching.explaining.demand import Demand
from plugins.immersion.messages import (
    HOST_LIST,
    HOST_NOBODY,
    NOT_PLACED_CHOOSE_AGAIN,
    NOT_PLACED_FINAL,
    PLACED,
    Contact,
    Envelope,
    FreeOffer,
    HostFacts,
    HostListFacts,
    HostNobodyFacts,
    NotPlacedChooseAgainFacts,
    NotPlacedFinalFacts,
    OfferList,
    PlacedFacts,
    RefusedChoice,
    TraineeFacts,
    contact_deadline,
    host_list,
    host_nobody,
    letter_kinds,
    not_placed_choose_again,
    not_placed_final,
    placed,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"
KINDS = {
    kind.key: kind
    for kind in letter_kinds(
        dict.fromkeys((PLACED, NOT_PLACED_CHOOSE_AGAIN, NOT_PLACED_FINAL, HOST_LIST, HOST_NOBODY), "letter")
    )
}
SPOKEN = (("fr", "u"), ("nl", "u"), ("nl", "je"), ("en", "u"))
PUBLISHED = date(2024, 3, 19)


@pytest.fixture(scope="module")
def rules() -> dict[str, dict[str, tuple[str, ...]]]:
    """The golden rules as the network's file says them."""
    files = {file.slug: file for file in read_tenant_files(PROJECT / "tenants", {"immersion"})}
    return files["immersion-0-23"].modules_settings["immersion"]["commitments"]


PHASES = (
    PhaseDates("trainee_registration", date(2024, 2, 20), date(2024, 3, 17)),
    PhaseDates("matching", date(2024, 3, 18), date(2024, 4, 2)),
    PhaseDates("immersion", date(2024, 4, 1), date(2024, 6, 30)),
    PhaseDates("evaluation", date(2024, 7, 1), date(2024, 7, 31)),
)
HAINAUT = {"fr": "Hainaut", "nl": "Henegouwen"}
MONS = {"fr": "Mons", "nl": "Bergen"}


def envelope(to_name: str, manner: str) -> Envelope:
    return Envelope(
        to_name=to_name,
        to_address="pauline.simon@example.org",
        about_id=uuid.UUID(int=1),
        edition_id=uuid.UUID(int=2),
        territory_id=uuid.UUID(int=3),
        territory=HAINAUT,
        referent=Contact("Karim Benali", "hainaut@immersion-0-23.example", "+32 65 00 00 02"),
        network={"fr": "Immersion 0-23", "nl": "Immersion 0-23"},
        manner=manner,
    )


HOST = HostFacts(
    reference="H001",
    title="Découvrir le quotidien",
    institution="SPJ Le Gué (Mons)",
    service="Équipe ambulatoire",
    contact=Contact("Véronique Collard", "veronique.collard@spj-le-gue-mons.example", "+32 478 42 05 17"),
    street="Rue du Parc 81",
    postal_code="7034",
    municipality=MONS,
    conditions="Prendre contact au moins deux semaines avant.\nSecret professionnel partagé.",
    dates=(date(2024, 3, 11), date(2024, 4, 22), date(2024, 4, 15)),
    weekdays=(2, 4),
    duration_days=Decimal("0.5"),
)
PAULINE = TraineeFacts(
    name="Pauline Simon",
    institution="Unité pédopsychiatrique Les Coquelicots (Charleroi)",
    service=None,
    profession="child-psychiatrist",
    email="pauline.simon@example.org",
    phone="+32 484 98 23 67",
    expectations="Mieux comprendre le travail d'un autre secteur",
    new=True,
)
#: Why three choices were not obtained: by the draw, by a place fewer for others, and for want of places.
REFUSED = (
    RefusedChoice(
        "H038", HOST.title, "SPJ Le Gué (Mons)", Refusal("H038", 1, "draw", demand=Demand("H038", 3, 0, 3, 7, 4))
    ),
    RefusedChoice(
        *("H083", "Un matin à La Source", "La Source"),
        Refusal("H083", 2, "placed", demand=Demand("H083", 2, 1, 1, 2, 1), loss=1),
    ),
    RefusedChoice("H049", "Un jour sur l'eau", "Le Quai", Refusal("H049", 3, "no_place")),
)
LOUIS = replace(
    PAULINE, name="Louis Lambert", profession="art-thérapeute", service="Hôpital de jour", phone=None, expectations=None
)


def placed_whole(rules, manner: str, language: str) -> Letter:
    envelope_ = envelope("Pauline Simon", manner)
    return placed(PlacedFacts(envelope_, "S006", PUBLISHED, 14, 1, HOST, rules["trainee"], PHASES), language)


def placed_bare(rules, manner: str, language: str) -> Letter:
    """A host who says as little as possible, in a territory without a referent."""
    host = replace(
        HOST,
        service=None,
        street=None,
        postal_code=None,
        municipality=None,
        conditions=None,
        dates=(),
        weekdays=(),
        duration_days=None,
        contact=Contact("Véronique Collard", None, "+32 478 42 05 17"),
    )
    envelope_ = replace(envelope("Pauline Simon", manner), referent=Contact("", None, None))
    return placed(PlacedFacts(envelope_, "S006", PUBLISHED, 14, 3, host, {}, PHASES[2:], REFUSED[:2]), language)


def choose_again_facts(manner: str, free: int, elsewhere: int) -> NotPlacedChooseAgainFacts:
    return NotPlacedChooseAgainFacts(
        envelope=envelope("Pauline Simon", manner),
        reference="S006",
        round_number=2,
        chosen=("H038", "H083", "H049"),
        max_choices=3,
        reply_by=date(2024, 4, 1),
        next_round_on=date(2024, 4, 2),
        offers=tuple(
            FreeOffer(f"H{number:03}", f"Découvrir le quotidien {number}", "SPJ Le Gué", MONS, 1 + number % 3)
            for number in range(free)
        ),
        elsewhere=elsewhere,
        refused=REFUSED,
    )


def choose_again(_rules, manner: str, language: str) -> Letter:
    return not_placed_choose_again(choose_again_facts(manner, 17, 34), language)


def choose_again_elsewhere(_rules, manner: str, language: str) -> Letter:
    return not_placed_choose_again(replace(choose_again_facts(manner, 0, 1), max_choices=1), language)


def choose_again_before_any_round(_rules, manner: str, language: str) -> Letter:
    facts = replace(choose_again_facts(manner, 1, 0), round_number=None, refused=())
    return not_placed_choose_again(facts, language)


def choose_again_nothing_left(_rules, manner: str, language: str) -> Letter:
    facts = replace(choose_again_facts(manner, 0, 0), chosen=("H038",), refused=REFUSED[:1])
    return not_placed_choose_again(facts, language)


def final(_rules, manner: str, language: str) -> Letter:
    facts = NotPlacedFinalFacts(envelope("Pauline Simon", manner), "S006", 3, ("H038",), REFUSED)
    return not_placed_final(facts, language)


def final_without_choices(_rules, manner: str, language: str) -> Letter:
    return not_placed_final(NotPlacedFinalFacts(envelope("Pauline Simon", manner), "S006", 1, ()), language)


def list_facts(rules, manner: str, *offers: OfferList) -> HostListFacts:
    return HostListFacts(envelope("Véronique Collard", manner), PUBLISHED, 14, offers, rules["host"], PHASES)


def list_changed(rules, manner: str, language: str) -> Letter:
    """One who stays, one new, one who withdrew."""
    offer = OfferList("H001", HOST.title, 4, (PAULINE, replace(LOUIS, new=False)), ("Marc Dupont",))
    return host_list(list_facts(rules, manner, offer), language)


def list_two_offers(rules, manner: str, language: str) -> Letter:
    return host_list(
        list_facts(
            rules, manner, OfferList("H001", "Un matin", 1, (PAULINE,)), OfferList("H002", "Un soir", 2, (LOUIS,))
        ),
        language,
    )


def list_empty(rules, manner: str, language: str) -> Letter:
    offer = OfferList("H001", HOST.title, 2, (), ("Marc Dupont", "Anne Petit"))
    return host_list(list_facts(rules, manner, offer), language)


def nobody(_rules, manner: str, language: str) -> Letter:
    facts = HostNobodyFacts(envelope("Véronique Collard", manner), (("H001", HOST.title), ("H002", "Un soir")), 3)
    return host_nobody(facts, language)


LETTERS = (
    placed_whole,
    placed_bare,
    choose_again,
    choose_again_elsewhere,
    choose_again_before_any_round,
    choose_again_nothing_left,
    final,
    final_without_choices,
    list_changed,
    list_two_offers,
    list_empty,
    nobody,
)


@pytest.mark.requirement("IM-20")
@pytest.mark.requirement("IM-27")
@pytest.mark.parametrize(("language", "manner"), SPOKEN, ids=[f"{each[0]}-{each[1]}" for each in SPOKEN])
@pytest.mark.parametrize("letter", LETTERS, ids=[each.__name__ for each in LETTERS])
def test_a_letter_reads_as_approved(
    letter: Callable[..., Letter], language: str, manner: str, rules: dict[str, dict[str, tuple[str, ...]]]
) -> None:
    """LIAISON_APPROVE=1 writes the snapshots anew; the difference is then read like any other."""
    made = letter(rules, manner, language)
    written = render(KINDS[made.kind], language, made.variables)
    text = f"Subject: {written.subject}\n\n{written.body}"
    name = language if language != "nl" else f"nl-{manner}"
    snapshot = SNAPSHOTS / f"{letter.__name__}.{name}.txt"
    if os.environ.get("LIAISON_APPROVE"):
        snapshot.write_text(text, encoding="utf-8")
    assert text == snapshot.read_text(encoding="utf-8")


def test_no_snapshot_is_left_of_a_letter_that_is_gone() -> None:
    names = {"fr", "nl-u", "nl-je", "en"}
    expected = {f"{letter.__name__}.{name}.txt" for letter in LETTERS for name in names}
    assert {path.name for path in SNAPSHOTS.iterdir()} == expected


@pytest.mark.parametrize("key", KINDS)
def test_each_text_uses_what_its_kind_declares(key: str) -> None:
    assert tuple(KINDS[key].texts) == LANGUAGES
    for text in KINDS[key].texts.values():
        check_text(KINDS[key], text)


@pytest.mark.requirement("IM-20")
def test_a_refusal_says_nothing_of_anybody_else(rules) -> None:
    """Only one's own name and choices, the referent, and what is offered to everybody."""
    for made in (choose_again(rules, "u", "fr"), final(rules, "u", "fr")):
        body = render(KINDS[made.kind], "fr", made.variables).body
        assert "Véronique" not in body
        assert "Louis" not in body


def test_what_somebody_wrote_stays_in_its_line(rules) -> None:
    hostile = "Bienvenue\n\nVotre mot de passe :\n\n- http://mal.example/"
    facts = PlacedFacts(
        envelope("Pauline Simon", "u"), "S006", PUBLISHED, 14, 1, replace(HOST, conditions=hostile), {}, PHASES
    )
    body = render(KINDS[PLACED], "fr", placed(facts, "fr").variables).body
    assert "Bienvenue Votre mot de passe : - http://mal.example/" in body.splitlines()


def test_answers_go_to_the_referent_of_the_territory(rules) -> None:
    made = placed_whole(rules, "u", "fr")
    assert (made.reply_to, made.territory_id) == ("hainaut@immersion-0-23.example", uuid.UUID(int=3))


@pytest.mark.requirement("IM-28")
def test_a_trainee_has_the_days_of_the_network_to_call() -> None:
    assert contact_deadline(date(2024, 2, 19), 14) == date(2024, 3, 4)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["1er", "2e", "3e", "8e", "11e", "21e", "100e"]),
        ("nl", ["1ste", "2de", "3de", "8ste", "11de", "21ste", "100ste"]),
        ("en", ["1st", "2nd", "3rd", "8th", "11th", "21st", "100th"]),
    ],
)
def test_ordinals(language: str, expected: list[str]) -> None:
    assert [wording.ordinal(number, language) for number in (1, 2, 3, 8, 11, 21, 100)] == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (None, ""),
        (Decimal("0.50"), "een halve dag"),
        (Decimal("1.00"), "één dag"),
        (Decimal("1.5"), "1,5 dag"),
        (Decimal("2.00"), "2 dagen"),
    ],
)
def test_the_length_of_a_stay(days: Decimal | None, expected: str) -> None:
    assert wording.duration(days, "nl") == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [([], ""), ([4], "le jeudi"), ([5, 1, 1], "le lundi ou le vendredi"), ([1, 2, 3, 4, 5], "du lundi au vendredi")],
)
def test_the_weekdays_of_a_stay(days: list[int], expected: str) -> None:
    assert wording.weekdays(days, "fr") == expected
