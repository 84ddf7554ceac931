"""How the letters write lists, weekdays, lengths of a stay and the calendar in each language. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from babel.dates import get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal

from core.language.dates import day_range, long_day
from core.programme.rules import PhaseDates
from plugins.immersion.enums import PhaseCode
from plugins.immersion.matching import Reason, Refusal

Manner = Literal["u", "je"]

_LOCALES: Final = {"fr": "fr_BE", "nl": "nl_BE", "en": "en_GB"}
_WORKING_DAYS: Final = (1, 2, 3, 4, 5)

_MONDAY_TO_FRIDAY: Final = {"fr": "du lundi au vendredi", "nl": "van maandag tot vrijdag", "en": "Monday to Friday"}
_EACH: Final = {"fr": "le {day}", "nl": "{day}", "en": "{day}"}
_DAYS: Final = {
    "fr": ("une demi-journée", "une journée", "{days} jour", "{days} jours"),
    "nl": ("een halve dag", "één dag", "{days} dag", "{days} dagen"),
    "en": ("half a day", "one day", "{days} days", "{days} days"),
}
_HERE: Final = {"fr": " ← nous y sommes", "nl": " ← hier zijn we nu", "en": " ← we are here"}
_COLON: Final = {"fr": "\u00a0: ", "nl": ": ", "en": ": "}
#: Stands for an offer in a sentence of the matching, none of which holds this sign.
_MARK: Final = "@"
_PHASES: Final[Mapping[str, Mapping[str, str]]] = {
    PhaseCode.HOST_REGISTRATION: {
        "fr": "inscription des hôtes",
        "nl": "inschrijving van de gastorganisaties",
        "en": "registration of hosts",
    },
    PhaseCode.PRIORITY_REGISTRATION: {
        "fr": "inscription prioritaire des services hôtes",
        "nl": "inschrijving met voorrang voor de gastorganisaties",
        "en": "priority registration for host services",
    },
    PhaseCode.TRAINEE_REGISTRATION: {
        "fr": "inscription des stagiaires",
        "nl": "inschrijving van de bezoekers",
        "en": "registration of trainees",
    },
    PhaseCode.MATCHING: {"fr": "matching", "nl": "matching", "en": "matching"},
    PhaseCode.IMMERSION: {"fr": "immersions", "nl": "kijkstages", "en": "immersions"},
    PhaseCode.EVALUATION: {"fr": "évaluation", "nl": "evaluatie", "en": "evaluation"},
}


def ordinal(number: int, language: str) -> str:
    """Write which one in a row: "1er", "2e"; "1ste", "2de", "8ste"; "1st", "2nd", "11th"."""
    if language == "fr":
        return "1er" if number == 1 else f"{number}e"
    last_two = number % 100
    if language == "nl":
        return f"{number}ste" if last_two in (1, 8) or last_two >= 20 or not last_two else f"{number}de"
    ending = "th" if 11 <= last_two <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def all_of(words: Sequence[str], language: str) -> str:
    """Write a list: "H038, H083 et H049"."""
    return format_list(words, locale=_LOCALES[language])


def any_of(words: Sequence[str], language: str) -> str:
    """Write a choice: "le mardi ou le jeudi"."""
    return format_list(words, style="or", locale=_LOCALES[language])


def weekdays(days: Sequence[int], language: str) -> str:
    """Write the weekdays (1 is Monday) on which a stay is possible: "le mardi ou le jeudi"; empty if none is given."""
    ordered = sorted(set(days))
    if tuple(ordered) == _WORKING_DAYS:
        return _MONDAY_TO_FRIDAY[language]
    names = get_day_names("wide", locale=_LOCALES[language])
    return any_of([_EACH[language].format(day=names[day - 1]) for day in ordered], language)


def dates(days: Sequence[date], language: str) -> str:
    """Write suggested days: "le lundi 15 avril ou le lundi 22 avril"; empty if none is given."""
    written = [long_day(day, language, with_year=False) for day in sorted(set(days))]
    return any_of([_EACH[language].format(day=day) for day in written], language)


def duration(days: Decimal | None, language: str) -> str:
    """Write the length of a stay: "une demi-journée", "une journée", "1,5 jour"; empty if it is not given."""
    if days is None:
        return ""
    half, one, few, many = _DAYS[language]
    if days in (Decimal("0.5"), Decimal(1)):
        return one if days == 1 else half
    number = format_decimal(days, locale=_LOCALES[language])
    return (few if days < 2 else many).format(days=number)


def calendar(phases: Sequence[PhaseDates], today: date, language: str) -> list[str]:
    """Write the phases that are not over, one line each, and mark those that `today` lies in."""
    return [
        f"{day_range(phase.first_day, phase.last_day, language)}{_COLON[language]}"
        f"{_PHASES.get(phase.kind, {}).get(language, phase.kind)}"
        f"{_HERE[language] if phase.first_day <= today else ''}"
        for phase in phases
        if phase.last_day >= today
    ]


def around(said: Reason | Refusal, language: str) -> tuple[str, str]:
    """Part the sentence of a reason, or of a refusal, at the offer that it names.

    There a letter or a page says by what people know the offer. A sentence that names none is all in the first part.
    """
    before, _, after = replace(said, offer=_MARK).text(language).partition(_MARK)
    return typeset(before, language), typeset(after, language)


def typeset(sentence: str, language: str) -> str:
    """Set a sentence of the matching like all our texts: its words are plain, so that any terminal shows them.

    It gets our apostrophes, and in French no line begins with a colon.
    """
    set_ = sentence.replace("'", "’")
    return set_.replace(" :", "\u00a0:").replace(" ;", "\u00a0;") if language == "fr" else set_


def address_words(manner: Manner) -> dict[str, str]:
    """Return how Dutch says "you" and "your", by the names that the texts use; the other languages have one way."""
    polite, plain = ("u", "u", "uw", "uw"), ("je", "jou", "je", "jouw")
    words = dict(zip(("u", "jou", "uw", "jouw"), polite if manner == "u" else plain, strict=True))
    return {**words, "U": words["u"].capitalize(), "Uw": words["uw"].capitalize()}
