"""What pages of an edition say in the same way: the aim of a round, ranks, and why something was not done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from core.contract.module import Label
from core.web.dates import said_day, said_moment
from plugins.immersion.errors import ImmersionError, VariantFault
from plugins.immersion.letters.wording import around, typeset
from plugins.immersion.queries.rounds import TooEarly
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import lazy_gettext as _l

__all__ = ["OBJECTIVES", "OBJECTIVE_NAMES", "around", "rank_words", "sentence", "typeset"]

#: What a round seeks; a few words for it are in `OBJECTIVE_NAMES`.
OBJECTIVES: Final[Mapping[str, Label]] = {
    "priority": _l(
        "First as many people of host services as possible, on the best choices; then the same for the others. "
        "The draw decides between equals."
    ),
    "coverage": _l(
        "First as many people as possible, whoever they are; then the best choices, people of host services first. "
        "The draw decides between equals."
    ),
    "serial": _l("People of host services first, in the order of the draw: each gets the best choice that is left."),
}
OBJECTIVE_NAMES: Final[Mapping[str, Label]] = {
    "priority": _l("Host services first"),
    "coverage": _l("As many people as possible"),
    "serial": _l("One after the other"),
}


def sentence(error: ImmersionError | VariantFault) -> str:
    """Say in the reader's language why an act was not done, and what to do."""
    return error.sentence(_, _written)


def early_round_sentence(early: TooEarly) -> str:
    """Say that a round comes while people of its pool may still register, and what that means."""
    values = {
        "number": early.number,
        "day": said_day(early.day, weekday=False),
        "last": said_day(early.last_registration, weekday=False),
    }
    if early.begun:
        return str(
            _(
                "Round %(number)s was opened on %(day)s: whoever registers after that, until %(last)s, is not in it.",
                **values,
            )
        )
    return str(
        _(
            "Round %(number)s is planned for %(day)s, while people may register until %(last)s: give it a later day.",
            **values,
        )
    )


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return said_moment(value)
    return said_day(value) if isinstance(value, date) else str(value)


def rank_words(rank: int) -> str:
    """Name a choice by its rank, from 1."""
    names: tuple[str, ...] = (_("first choice"), _("second choice"), _("third choice"))
    return names[rank - 1] if rank <= len(names) else str(_("choice %(rank)s", rank=rank))
