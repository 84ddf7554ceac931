"""The letters that follow a registration and a round, as tests have them written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from core.language.dates import BELGIUM
from core.messages.letter import Letter
from core.programme.following.rules import Stretch
from plugins.immersion.letters.wording import said_when
from plugins.immersion.messages import (
    ANY_NEWS,
    CHOICES_SOON,
    CONTACT_LATE,
    CONTACT_SOON,
    DATES_AGREED,
    TOOK_PLACE,
    TRAINEE_REGISTERED,
    TRAINEE_WITHDREW,
    AnyNewsFacts,
    ChoicesSoonFacts,
    ChosenOffer,
    ContactLateFacts,
    ContactSoonFacts,
    DatesAgreedFacts,
    TookPlaceFacts,
    TraineeRegisteredFacts,
    TraineeWithdrewFacts,
)
from tests.plugins.immersion.letters_written import (
    CONTACT_BY,
    HOST,
    MONS,
    PHASES,
    REGISTERED_ON,
    envelope,
    linked_envelope,
)


def contact_soon(_rules, manner: str, language: str) -> Letter:
    facts = ContactSoonFacts("S006", CONTACT_BY, HOST.contact, HOST.institution, {"fr": "Découvrir le quotidien"})
    return envelope("Pauline Simon", manner, language).letter(CONTACT_SOON, facts)


def contact_late(_rules, manner: str, language: str) -> Letter:
    facts = ContactLateFacts("S006", CONTACT_BY, HOST.contact, HOST.institution, {"fr": "Découvrir le quotidien"})
    return envelope("Pauline Simon", manner, language).letter(CONTACT_LATE, facts)


def any_news(_rules, manner: str, language: str) -> Letter:
    return envelope("Véronique Collard", manner, language).letter(
        ANY_NEWS, AnyNewsFacts(["Pauline Simon", "Louis Lambert"], CONTACT_BY)
    )


def any_news_of_one(_rules, manner: str, language: str) -> Letter:
    return envelope("Véronique Collard", manner, language).letter(ANY_NEWS, AnyNewsFacts(["Pauline Simon"], CONTACT_BY))


def dates_agreed(_rules, manner: str, language: str) -> Letter:
    """A trainee entered the date: a morning, and a whole day."""
    morning = Stretch(datetime(2024, 4, 22, 9, 30, tzinfo=BELGIUM), datetime(2024, 4, 22, 12, tzinfo=BELGIUM))
    whole = Stretch(datetime(2024, 4, 23, tzinfo=BELGIUM), datetime(2024, 4, 24, tzinfo=BELGIUM))
    when = {each: said_when([morning, whole], each) for each in ("fr", "nl", "en")}
    facts = DatesAgreedFacts("Pauline Simon", {"fr": "Un jour"}, HOST.institution, when, changed=False, by_staff=False)
    return envelope("Véronique Collard", manner, language).letter(DATES_AGREED, facts)


def dates_changed(_rules, manner: str, language: str) -> Letter:
    """Staff entered another date."""
    whole = Stretch(datetime(2024, 4, 23, tzinfo=BELGIUM), datetime(2024, 4, 24, tzinfo=BELGIUM))
    when = {each: said_when([whole], each) for each in ("fr", "nl", "en")}
    facts = DatesAgreedFacts(HOST.institution, {"fr": "Un jour"}, HOST.institution, when, changed=True, by_staff=True)
    return envelope("Pauline Simon", manner, language).letter(DATES_AGREED, facts)


def took_place(_rules, manner: str, language: str) -> Letter:
    days = date(2024, 4, 22), date(2024, 4, 23)
    facts = TookPlaceFacts("Pauline Simon", {"fr": "Un jour"}, HOST.institution, *days)
    return envelope("Véronique Collard", manner, language).letter(TOOK_PLACE, facts)


def choices_soon(_rules, manner: str, language: str) -> Letter:
    facts = ChoicesSoonFacts("S006", date(2024, 4, 1), date(2024, 4, 2))
    return envelope("Pauline Simon", manner, language).letter(CHOICES_SOON, facts)


def trainee_registered(rules, manner: str, language: str) -> Letter:
    choices = [
        ChosenOffer("H001", HOST.title, HOST.institution, MONS),
        ChosenOffer("H004", {"fr": "Un matin"}, "B", None),
    ]
    facts = TraineeRegisteredFacts("S006", choices, True, date(2024, 3, 18), rules["trainee"], PHASES, REGISTERED_ON)
    return linked_envelope(manner, language).letter(TRAINEE_REGISTERED, facts)


def trainee_registered_without_a_page(_rules, manner: str, language: str) -> Letter:
    choices = [ChosenOffer("H001", HOST.title, HOST.institution, MONS)]
    facts = TraineeRegisteredFacts("S006", choices, False, None, {}, PHASES, REGISTERED_ON)
    return replace(envelope("Pauline Simon", manner, language), link=None).letter(TRAINEE_REGISTERED, facts)


def trainee_withdrew(_rules, manner: str, language: str) -> Letter:
    facts = TraineeWithdrewFacts("S006", False, date(2024, 3, 17))
    return envelope("Pauline Simon", manner, language).letter(TRAINEE_WITHDREW, facts)


def trainee_withdrew_from_a_place(_rules, manner: str, language: str) -> Letter:
    facts = TraineeWithdrewFacts("S006", True, None)
    return envelope("Pauline Simon", manner, language).letter(TRAINEE_WITHDREW, facts)


CASES = (
    contact_soon,
    contact_late,
    any_news,
    any_news_of_one,
    dates_agreed,
    dates_changed,
    took_place,
    choices_soon,
    trainee_registered,
    trainee_registered_without_a_page,
    trainee_withdrew,
    trainee_withdrew_from_a_place,
)
