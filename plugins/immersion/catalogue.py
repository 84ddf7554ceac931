"""How immersions stand in the public catalogue: by what they are narrowed, and what their pages say (IM-31, IM-34)."""

from __future__ import annotations

import re
from typing import Final

from core.contract.catalogue import Catalogue, Detail, EntryAct, Facet, Shown
from core.language.folding import fold
from plugins.immersion.enums import PhaseCode
from plugins.immersion.texts import lazy_gettext as _l

#: The ages of the young people whom a service works with, in groups: from, and up to.
AGES: Final = {"0-3": (0, 3), "3-6": (3, 6), "6-12": (6, 12), "12-18": (12, 18), "18-23": (18, 23)}
_AGE_LABELS: Final = {
    "0-3": _l("0 to 3 years"),
    "3-6": _l("3 to 6 years"),
    "6-12": _l("6 to 12 years"),
    "12-18": _l("12 to 18 years"),
    "18-23": _l("18 to 23 years"),
}
_FORMS: Final = {"observation": _l("Observation"), "practice": _l("Taking part in the work")}
#: What hosts write for each form, in French, Dutch and English.
_FORM_WORDS: Final = {
    "observation": ("observation", "observatie", "observeren", "meekijken"),
    "practice": ("mise en situation", "participation", "pratique", "meewerken", "meelopen", "praktijk", "practice"),
}
_SPAN: Final = re.compile(r"(\d{1,2})(?:\s*(?:-|–|/|à|a|tot|to|et|en)\s*(\d{1,2}))?")

CATALOGUE: Final = Catalogue(
    phases=(PhaseCode.PRIORITY_REGISTRATION, PhaseCode.TRAINEE_REGISTRATION),
    facets=(
        Facet("weekday", _l("Day of the week"), Shown.WEEKDAY, first=True),
        Facet("profession", _l("Profession you can follow"), Shown.PROFESSION, first=True),
        Facet("age", _l("Ages of the young people"), Shown.CHOICE, choices=_AGE_LABELS),
        Facet("day", _l("Suggested date"), Shown.DAY),
        Facet("form", _l("Form"), Shown.CHOICE, choices=_FORMS),
        Facet("language", _l("Language"), Shown.LANGUAGE),
    ),
    details=(
        Detail("description", _l("What you will discover"), Shown.TEXT),
        Detail("profession", _l("Professions you can follow"), Shown.PROFESSION),
        Detail("ages", _l("Young people’s ages"), Shown.PLAIN),
        Detail("form", _l("Form"), Shown.CHOICE, choices=_FORMS),
        Detail("duration", _l("Length"), Shown.DURATION),
        Detail("weekday", _l("Possible days"), Shown.WEEKDAY),
        Detail("day", _l("Suggested dates (optional)"), Shown.DAY),
        Detail("conditions", _l("Good to know"), Shown.TEXT),
    ),
    act=EntryAct(
        _l("Choose this place"),
        "immersion.choose_place",
        (PhaseCode.PRIORITY_REGISTRATION, PhaseCode.TRAINEE_REGISTRATION),
    ),
)


def age_groups(said: str | None) -> list[str]:
    """Return the groups of ages that "6-12", "0 à 23 ans" or "16 ans" touches; none of words that name no age."""
    found = _SPAN.search(said or "")
    if found is None:
        return []
    first = int(found[1])
    last = int(found[2]) if found[2] else first + 1
    return [code for code, (begin, end) in AGES.items() if first < end and last > begin]


def form_of(said: str | None) -> list[str]:
    """Return the form that a host's words name, by its code; none when they name another."""
    words = fold(said or "")
    return [code for code, names in _FORM_WORDS.items() if any(name in words for name in names)]
