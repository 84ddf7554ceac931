"""Every letter, whole, in every language and manner, compared with what was read and approved."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.contract.module import LetterKind
from core.language.spoken import LANGUAGES
from core.messages.letter import Letter
from core.messages.rendering import check_text, render
from core.programme.rules import Moved
from core.settings import PROJECT
from core.tenancy.files import read_tenant_files
from plugins.immersion.messages import (
    HOST_NOBODY,
    LETTERS,
    PLACED,
    FreeOffer,
    HostNobodyFacts,
    OfferList,
    PlacedFacts,
)
from plugins.immersion.rules import contact_deadline
from tests.plugins.immersion.letters_following import CASES as FOLLOWING
from tests.plugins.immersion.letters_written import (
    CASES as WRITTEN,
)
from tests.plugins.immersion.letters_written import (
    CONTACT_BY,
    HOST,
    MONS,
    PAULINE,
    PHASES,
    PUBLISHED,
    REFUSED,
    asked_to_choose_again,
    choose_again,
    choose_again_facts,
    envelope,
    final,
    host_list,
    placed_whole,
)

CASES = (*WRITTEN, *FOLLOWING)
SNAPSHOTS = Path(__file__).parent / "snapshots"
SPOKEN = (("fr", "u"), ("nl", "u"), ("nl", "je"), ("en", "u"))


@pytest.fixture(scope="module")
def rules() -> dict[str, dict[str, tuple[str, ...]]]:
    """The golden rules as the network's file says them."""
    files = {file.slug: file for file in read_tenant_files(PROJECT / "tenants", {"immersion"})}
    return files["immersion-0-23"].modules_settings["immersion"]["commitments"]


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


def test_what_somebody_wrote_stays_in_its_line() -> None:
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
def test_letters_tell_that_the_calendar_is_another_one_and_why(language: str, lines: list[str]) -> None:
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
