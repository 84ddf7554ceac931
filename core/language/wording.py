"""How texts write ordinals, lists, weekdays and lengths of time, and how Dutch addresses people. Pure.

Each is written as people write it in French, Dutch and English, and raises KeyError for another language.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from babel.dates import get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal

from core.language.dates import long_day
from core.language.spoken import LOCALES

Manner = Literal["u", "je"]

_WORKING_DAYS: Final = (1, 2, 3, 4, 5)
_MONDAY_TO_FRIDAY: Final = {"fr": "du lundi au vendredi", "nl": "van maandag tot vrijdag", "en": "Monday to Friday"}
_EACH: Final = {"fr": "le {day}", "nl": "{day}", "en": "{day}"}
_HALF_A_DAY: Final = {"fr": "une demi-journée", "nl": "een halve dag", "en": "half a day"}
_ONE_DAY: Final = {"fr": "une journée", "nl": "één dag", "en": "one day"}
_UNDER_TWO: Final = {"fr": "{days} jour", "nl": "{days} dag", "en": "{days} days"}
_DAYS: Final = {"fr": "{days} jours", "nl": "{days} dagen", "en": "{days} days"}


def capital(text: str) -> str:
    """Write a text with a capital, as it stands at the beginning of a row or alone."""
    return text[:1].upper() + text[1:]


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
    return format_list(words, locale=LOCALES[language])


def any_of(words: Sequence[str], language: str) -> str:
    """Write a choice: "le mardi ou le jeudi"."""
    return format_list(words, style="or", locale=LOCALES[language])


def weekdays(days: Sequence[int], language: str) -> str:
    """Write the weekdays (1 is Monday) on which a stay is possible: "le mardi ou le jeudi"; empty if none is given."""
    ordered = sorted(set(days))
    if tuple(ordered) == _WORKING_DAYS:
        return _MONDAY_TO_FRIDAY[language]
    names = get_day_names("wide", locale=LOCALES[language])
    return any_of([_EACH[language].format(day=names[day - 1]) for day in ordered], language)


def dates(days: Sequence[date], language: str) -> str:
    """Write suggested days: "le lundi 15 avril ou le lundi 22 avril"; empty if none is given."""
    written = [long_day(day, language, with_year=False) for day in sorted(set(days))]
    return any_of([_EACH[language].format(day=day) for day in written], language)


def duration(days: Decimal | None, language: str) -> str:
    """Write a length in days: "une demi-journée", "une journée", "1,5 jour"; empty if it is not given."""
    if days is None:
        return ""
    if days in (Decimal("0.5"), Decimal(1)):
        return (_ONE_DAY if days == 1 else _HALF_A_DAY)[language]
    number = format_decimal(days, locale=LOCALES[language])
    return (_UNDER_TWO if days < 2 else _DAYS)[language].format(days=number)


def address_words(manner: Manner) -> dict[str, str]:
    """Return how Dutch says "you" and "your", by the names that the texts use; the other languages have one way."""
    polite, plain = ("u", "u", "uw", "uw"), ("je", "jou", "je", "jouw")
    words = dict(zip(("u", "jou", "uw", "jouw"), polite if manner == "u" else plain, strict=True))
    return {**words, "U": words["u"].capitalize(), "Uw": words["uw"].capitalize()}
