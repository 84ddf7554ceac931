"""Every letter, whole, in every language and manner, compared with what was read and approved."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from core.contract.module import LetterKind
from core.directory.vocabulary import professions
from core.language.spoken import LANGUAGES
from core.messages.envelope import Contact, Envelope
from core.messages.letter import Letter
from core.messages.rendering import check_text, render
from core.programme.rules import Moved, PhaseDates
from core.settings import PROJECT
from core.tenancy.files import read_tenant_files
from plugins.immersion.matching import Refusal
from plugins.immersion.matching.explaining.demand import Demand
from plugins.immersion.messages import (
    HOST_LIST,
    HOST_NOBODY,
    LETTERS,
    NOT_PLACED_CHOOSE_AGAIN,
    NOT_PLACED_FINAL,
    PLACED,
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
)
from plugins.immersion.rules import contact_deadline

SNAPSHOTS = Path(__file__).parent / "snapshots"
SPOKEN = (("fr", "u"), ("nl", "u"), ("nl", "je"), ("en", "u"))
PUBLISHED = date(2024, 3, 19)
CONTACT_BY = date(2024, 4, 2)


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


def envelope(to_name: str, manner: str, language: str) -> Envelope:
    return Envelope(
        to_name=to_name,
        to_address="pauline.simon@example.org",
        language=language,
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
    dates=(date(2024, 4, 22), date(2024, 4, 15)),
    weekdays=(2, 4),
    duration_days=Decimal("0.5"),
)
PAULINE = TraineeFacts(
    name="Pauline Simon",
    institution="Unité pédopsychiatrique Les Coquelicots (Charleroi)",
    service=None,
    profession=professions().get("child-psychiatrist").label.as_json(),
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
    facts = PlacedFacts("S006", CONTACT_BY, 1, HOST, rules["trainee"], PHASES, PUBLISHED)
    return envelope("Pauline Simon", manner, language).letter(PLACED, facts)


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
    envelope_ = replace(envelope("Pauline Simon", manner, language), referent=Contact("", None, None))
    facts = PlacedFacts("S006", CONTACT_BY, 3, host, {}, PHASES[2:], PUBLISHED, REFUSED[:2])
    return envelope_.letter(PLACED, facts)


def choose_again_facts(free: int, more: int, elsewhere: int) -> NotPlacedChooseAgainFacts:
    return NotPlacedChooseAgainFacts(
        reference="S006",
        round=2,
        chosen=("H038", "H083", "H049"),
        max_choices=3,
        reply_by=date(2024, 4, 1),
        next_round_on=date(2024, 4, 2),
        offers=[
            FreeOffer(f"H{number:03}", f"Découvrir le quotidien {number}", "SPJ Le Gué", MONS, 1 + number % 3)
            for number in range(free)
        ],
        more=more,
        elsewhere=elsewhere,
        refused=REFUSED,
    )


def asked_to_choose_again(facts: NotPlacedChooseAgainFacts, manner: str, language: str) -> Letter:
    return envelope("Pauline Simon", manner, language).letter(NOT_PLACED_CHOOSE_AGAIN, facts)


def choose_again(_rules, manner: str, language: str) -> Letter:
    return asked_to_choose_again(choose_again_facts(15, 2, 34), manner, language)


def choose_again_elsewhere(_rules, manner: str, language: str) -> Letter:
    return asked_to_choose_again(replace(choose_again_facts(0, 0, 1), max_choices=1), manner, language)


def choose_again_before_any_round(_rules, manner: str, language: str) -> Letter:
    facts = replace(choose_again_facts(1, 0, 0), round=None, refused=())
    return asked_to_choose_again(facts, manner, language)


def choose_again_nothing_left(_rules, manner: str, language: str) -> Letter:
    facts = replace(choose_again_facts(0, 0, 0), chosen=("H038",), refused=REFUSED[:1])
    return asked_to_choose_again(facts, manner, language)


def final(_rules, manner: str, language: str) -> Letter:
    facts = NotPlacedFinalFacts("S006", 3, ("H038",), REFUSED)
    return envelope("Pauline Simon", manner, language).letter(NOT_PLACED_FINAL, facts)


def final_without_choices(_rules, manner: str, language: str) -> Letter:
    return envelope("Pauline Simon", manner, language).letter(NOT_PLACED_FINAL, NotPlacedFinalFacts("S006", 1, ()))


def host_list(rules, manner: str, language: str, *offers: OfferList) -> Letter:
    trainees = [trainee for offer in offers for trainee in offer.trainees]
    new = sum(trainee.new for trainee in trainees)
    facts = HostListFacts(CONTACT_BY, offers, len(trainees), new, rules["host"], PHASES, PUBLISHED)
    return envelope("Véronique Collard", manner, language).letter(HOST_LIST, facts)


def list_changed(rules, manner: str, language: str) -> Letter:
    """One who stays, one new, one who withdrew."""
    offer = OfferList("H001", HOST.title, 4, (PAULINE, replace(LOUIS, new=False)), ("Marc Dupont",))
    return host_list(rules, manner, language, offer)


def list_two_offers(rules, manner: str, language: str) -> Letter:
    morning, evening = OfferList("H001", "Un matin", 1, (PAULINE,)), OfferList("H002", "Un soir", 2, (LOUIS,))
    return host_list(rules, manner, language, morning, evening)


def list_empty(rules, manner: str, language: str) -> Letter:
    return host_list(rules, manner, language, OfferList("H001", HOST.title, 2, (), ("Marc Dupont", "Anne Petit")))


def nobody(_rules, manner: str, language: str) -> Letter:
    facts = HostNobodyFacts((("H001", HOST.title), ("H002", "Un soir")), 3)
    return envelope("Véronique Collard", manner, language).letter(HOST_NOBODY, facts)


CASES = (
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
@pytest.mark.parametrize("letter", CASES, ids=[each.__name__ for each in CASES])
def test_a_letter_reads_as_approved(
    letter: Callable[..., Letter], language: str, manner: str, rules: dict[str, dict[str, tuple[str, ...]]]
) -> None:
    """LIAISON_APPROVE=1 writes the snapshots anew; the difference is then read like any other."""
    made = letter(rules, manner, language)
    written = render(made.kind, language, made.variables)
    text = f"Subject: {written.subject}\n\n{written.body}"
    name = language if language != "nl" else f"nl-{manner}"
    snapshot = SNAPSHOTS / f"{letter.__name__}.{name}.txt"
    if os.environ.get("LIAISON_APPROVE"):
        snapshot.write_text(text, encoding="utf-8")
    assert text == snapshot.read_text(encoding="utf-8")


def test_no_snapshot_is_left_of_a_letter_that_is_gone() -> None:
    names = {"fr", "nl-u", "nl-je", "en"}
    expected = {f"{letter.__name__}.{name}.txt" for letter in CASES for name in names}
    assert {path.name for path in SNAPSHOTS.iterdir()} == expected


@pytest.mark.parametrize("kind", LETTERS, ids=[each.key for each in LETTERS])
def test_each_text_uses_what_its_kind_declares(kind: LetterKind) -> None:
    assert list(kind.texts) == list(LANGUAGES)
    for text in kind.texts.values():
        check_text(kind, text)


@pytest.mark.requirement("IM-20")
def test_a_refusal_says_nothing_of_anybody_else(rules) -> None:
    """Only one's own name and choices, the referent, and what is offered to everybody."""
    for made in (choose_again(rules, "u", "fr"), final(rules, "u", "fr")):
        body = render(made.kind, "fr", made.variables).body
        assert "Véronique" not in body
        assert "Louis" not in body


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            (
                "H001, Un matin (1 place occupée, sans limite)\u00a0:",
                "Les places que vous proposiez sont restées libres après le dernier matching\u00a0:",
                "SPJ Le Gué, Mons, nombre de places illimité",
            ),
        ),
        (
            "nl",
            (
                "H001, Un matin (1 plaats bezet, aantal onbeperkt):",
                "De plaatsen die u aanbood, bleven vrij na de laatste matching:",
                "SPJ Le Gué, Bergen, onbeperkt aantal plaatsen",
            ),
        ),
        (
            "en",
            (
                "H001, Un matin (1 place taken, no limit):",
                "The places you offered stayed free after the last round:",
                "SPJ Le Gué, Mons, no limit on places",
            ),
        ),
    ],
)
def test_letters_have_words_for_no_limit(rules, language: str, said: tuple[str, ...]) -> None:
    offer = FreeOffer("H001", "Un matin", "SPJ Le Gué", MONS, None)
    facts = replace(choose_again_facts(0, 0, 0), offers=[offer])
    letters = (
        host_list(rules, "u", language, OfferList("H001", "Un matin", None, (PAULINE,))),
        envelope("Véronique Collard", "u", language).letter(
            HOST_NOBODY, HostNobodyFacts((("H001", "Un matin"),), None)
        ),
        asked_to_choose_again(facts, "u", language),
    )
    bodies = [render(letter.kind, language, letter.variables).body for letter in letters]
    for body, line in zip(bodies, said, strict=True):
        assert line in [each.strip() for each in body.splitlines()]


def test_what_somebody_wrote_stays_in_its_line(rules) -> None:
    hostile = "Bienvenue\n\nVotre mot de passe :\n\n- http://mal.example/"
    facts = PlacedFacts("S006", CONTACT_BY, 1, replace(HOST, conditions=hostile), {}, PHASES, PUBLISHED)
    made = envelope("Pauline Simon", "u", "fr").letter(PLACED, facts)
    body = render(PLACED, "fr", made.variables).body
    assert "Bienvenue Votre mot de passe : - http://mal.example/" in body.replace("\u200b", "").splitlines()


def test_answers_go_to_the_referent_of_the_territory(rules) -> None:
    made = placed_whole(rules, "u", "fr")
    assert (made.reply_to, made.territory_id) == ("hainaut@immersion-0-23.example", uuid.UUID(int=3))


@pytest.mark.requirement("IM-28")
def test_a_trainee_has_the_days_of_the_network_to_call() -> None:
    assert contact_deadline(date(2024, 2, 19), 14) == date(2024, 3, 4)


@pytest.mark.parametrize(
    ("language", "free", "chosen"),
    [
        ("fr", "Une journée au Gué", "Un matin"),
        ("nl", "Een dag in Le Gué", "Un matin"),
        ("en", "Une journée au Gué", "Un matin"),
    ],
)
def test_the_title_of_an_offer_is_written_in_the_language_of_the_letter_where_it_has_it(
    language: str, free: str, chosen: str
) -> None:
    offer = FreeOffer("H001", {"fr": "Une journée au Gué", "nl": "Een dag in Le Gué"}, "SPJ Le Gué", MONS, 1)
    refused = replace(REFUSED[2], title={"fr": "Un matin"})
    facts = replace(choose_again_facts(0, 0, 0), offers=[offer], refused=[refused])
    letter = asked_to_choose_again(facts, "plain", language)
    lines = render(letter.kind, language, letter.variables).body.splitlines()
    colon = "\u00a0:" if language == "fr" else ":"
    assert [line for line in lines if "H001" in line] == [f"- H001{colon} {free}"]
    assert [line for line in lines if chosen in line] == [f"- H049, {chosen}, Le Quai"]


@pytest.mark.requirement("IM-04")
@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "fr",
            [
                "- du 18\u00a0mars au 9\u00a0avril 2024\u00a0: "
                "matching (prolongation\u00a0: grève des trains) ← nous y sommes",
                "- du 8\u00a0avril au 30\u00a0juin 2024\u00a0: immersions (dates modifiées\u00a0: congé)",
            ],
        ),
        (
            "nl",
            [
                "- van 18\u00a0maart tot en met 9\u00a0april 2024: matching (verlengd: treinstaking) ← hier zijn we nu",
                "- van 8\u00a0april tot en met 30\u00a0juni 2024: kijkstages (andere dagen: congé)",
            ],
        ),
        (
            "en",
            [
                "- from 18\u00a0March to 9\u00a0April 2024: matching (extended: grève des trains) ← we are here",
                "- from 8\u00a0April to 30\u00a0June 2024: immersions (other days: congé)",
            ],
        ),
    ],
)
def test_letters_tell_that_the_calendar_is_another_one_and_why(rules, language: str, lines: list[str]) -> None:
    why = {"fr": "grève des trains", "nl": "treinstaking"}
    matching = replace(PHASES[1], last_day=date(2024, 4, 9), moved=Moved(*PHASES[1].days, why))
    immersion = replace(PHASES[2], first_day=date(2024, 4, 8), moved=Moved(*PHASES[2].days, {"fr": "congé", "nl": ""}))
    facts = PlacedFacts("S006", CONTACT_BY, 1, HOST, {}, (matching, immersion), PUBLISHED)
    made = envelope("Pauline Simon", "u", language).letter(PLACED, facts)
    written = render(PLACED, language, made.variables).body.splitlines()
    assert [line for line in written if line.startswith("- ") and "2024" in line][-2:] == lines


def test_no_heading_of_a_calendar_stands_above_nothing() -> None:
    """When every phase is over, the calendar goes, heading and all (finding 7)."""
    for language, heading in (("fr", "Le calendrier"), ("nl", "De kalender"), ("en", "The calendar")):
        facts = PlacedFacts("S006", CONTACT_BY, 1, HOST, {}, PHASES, PHASES[-1].last_day)
        last_day = envelope("Pauline Simon", "u", language).letter(PLACED, facts)
        assert heading in render(PLACED, language, last_day.variables).body
        over = replace(facts, today=PHASES[-1].last_day + timedelta(days=1))
        body = render(PLACED, language, envelope("Pauline Simon", "u", language).letter(PLACED, over).variables).body
        assert heading not in body
