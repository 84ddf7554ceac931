"""What a page says of a round: the words for its state, its steps, its worth, and for what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from core.contract.module import Label
from core.language.dates import clock_time, day_of, long_day, plain_day
from core.web.locale import current_language
from plugins.immersion.enums import Pool, RoundState
from plugins.immersion.errors import (
    AlreadyPublishedError,
    ImmersionError,
    PreviousRoundError,
    ProposalMovedError,
    RegistrationOpenError,
    RoundOutdatedError,
    RoundStateError,
)
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.foresight import Foresight
from plugins.immersion.queries.rounds import Proposal
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.texts import lazy_pgettext, ngettext, pgettext

#: The word for a state, and the tone in which it is shown.
STATES: Final[Mapping[str, tuple[Label, str]]] = {
    RoundState.PLANNED: (lazy_pgettext("round", "planned"), "neutral"),
    RoundState.OPEN: (lazy_pgettext("round", "open"), "waiting"),
    RoundState.PROPOSED: (lazy_pgettext("round", "proposed"), "attention"),
    RoundState.PUBLISHED: (lazy_pgettext("round", "published"), "good"),
}
POOLS: Final[Mapping[str, Label]] = {
    Pool.PRIORITY: _l("people of host services without a place"),
    Pool.EVERYBODY: _l("everybody without a place"),
}
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

#: The rule by the aim of a round, as one tells it to somebody who takes part (docs/matching.md).
RULES: Final[Mapping[str, Label]] = {
    "priority": _l(
        "As many people of host services as possible get a place; of these, as many as possible get their first "
        "choice, then their second. Everybody else gets what is left by the same rule. Where two solutions are "
        "equally good, the draw decides. So somebody may get a second choice in order that one more colleague has a "
        "place at all, but never in the place of somebody with priority."
    ),
    "coverage": _l(
        "As many people as possible get a place, whoever they are. Among the solutions that place as many, people of "
        "host services come first, with a place, then with their first and second choices; then the choices of the "
        "others count. Where two solutions are equally good, the draw decides."
    ),
    "serial": _l(
        "People choose one after the other, those of host services first, in the order of the draw: each gets the "
        "best of their choices that still has a place."
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the life of a round, as the component `steps` shows it."""

    name: str
    state: str
    note: str | None = None


def steps_of(state: str, planned: date, moments: Mapping[str, datetime | None]) -> list[Step]:
    """Return the four steps of a round in `state`; `moments` says when it came to each."""
    order = list(RoundState)
    names = {
        RoundState.PLANNED: pgettext("step of a round", "Planned"),
        RoundState.OPEN: pgettext("step of a round", "Opened"),
        RoundState.PROPOSED: pgettext("step of a round", "Proposed"),
        RoundState.PUBLISHED: pgettext("step of a round", "Published"),
    }
    here = order.index(RoundState(state))
    found = []
    for place, step in enumerate(order):
        done = place < here or step == state == RoundState.PUBLISHED
        moment = moments.get(step)
        note = said_moment(moment) if moment and place <= here else None
        if step is RoundState.PLANNED:
            note = said_day(planned, weekday=False)
        found.append(Step(names[step], "done" if done else "current" if place == here else "todo", note))
    return found


def sentence(error: ImmersionError) -> str:
    """Say in the reader's language why an act was not done, and what to do."""
    said: str
    match error:
        case AlreadyPublishedError():
            said = _(
                "%(name)s published round %(number)s on %(moment)s. Nothing was done a second time.",
                name=error.by,
                number=error.number,
                moment=said_moment(error.at),
            )
        case PreviousRoundError():
            said = _(
                "Round %(number)s sees what round %(previous)s leaves. Publish round %(previous)s first.",
                number=error.number,
                previous=error.previous,
            )
        case RegistrationOpenError():
            said = _(
                "People may register until %(last_day)s. Round %(number)s can open from %(first_day)s on.",
                number=error.number,
                last_day=said_day(error.last_day),
                first_day=said_day(error.last_day + timedelta(days=1)),
            )
        case ProposalMovedError():
            said = _("The proposal is another one by now. Look at it, then publish it.")
        case RoundOutdatedError():
            said = _("Something changed after round %(number)s was opened. Open it again.", number=error.number)
        case RoundStateError():
            said = _(
                "Somebody was quicker: round %(number)s stands elsewhere by now. This page shows where; "
                "nothing was done twice.",
                number=error.number,
            )
        case _other:
            said = _("This cannot be done now. Look at the page again.")
    return said


def outdated_facts(error: RoundOutdatedError) -> list[str]:
    """Say what changed since a round was opened, one sentence for each kind of change."""
    sentences = (
        (error.withdrawn, _("No longer taking part: %(list)s.", list=", ".join(error.withdrawn))),
        (error.placed, _("Has a place by now: %(list)s.", list=", ".join(error.placed))),
        (error.full, _("Not enough room any more: %(list)s.", list=", ".join(error.full))),
        (error.closed, _("No longer offered: %(list)s.", list=", ".join(error.closed))),
    )
    return [words for references, words in sentences if references]


def vector_words(proposal: Proposal) -> list[tuple[str, int]]:
    """Say what the six counts of a proposal are, in the order in which they decide (docs/matching.md).

    Counts of others than people of host services are left out where the round serves nobody else.
    """
    names: tuple[str, ...]
    if proposal.objective == "coverage":
        names = (
            _("people placed"),
            _("of them, people of host services"),
            _("people of host services with their first choice"),
            _("people of host services with their second choice"),
            _("others with their first choice"),
            _("others with their second choice"),
        )
    else:
        names = (
            _("people of host services placed"),
            _("of them, with their first choice"),
            _("of them, with their second choice"),
            _("others placed"),
            _("of these, with their first choice"),
            _("of these, with their second choice"),
        )
        if proposal.with_priority() == len(proposal.decisions):
            names = names[:3]
    return list(zip(names, proposal.vector, strict=False))


def lead_words(round_: ImmersionRound) -> str:
    """Say where a round stands and whom it is for, in one sentence."""
    people = str(POOLS[round_.pool])
    sentences: dict[str, str] = {
        RoundState.PLANNED: _("Planned for %(day)s, for %(people)s.", day=said_day(round_.planned_day), people=people),
        RoundState.OPEN: _("Open, for %(people)s.", people=people),
        RoundState.PROPOSED: _("Proposed, for %(people)s. Nothing is decided yet.", people=people),
        RoundState.PUBLISHED: _("Published, for %(people)s.", people=people),
    }
    return sentences[round_.state]


def foresight_words(foresight: Foresight) -> list[str]:
    """Say what the numbers before a round mean, in sentences (IM-14)."""
    if foresight.pool == 0:
        return [_("Nobody of this round’s pool is without a place today.")]
    said: list[str] = []
    impossible = foresight.pool - foresight.with_possible_choice
    if impossible:
        said.append(
            ngettext(
                "%(num)s person made no choice that can still be honoured.",
                "%(num)s people made no choice that can still be honoured.",
                impossible,
            )
        )
    without = foresight.pool - foresight.placeable
    if without:
        said.append(
            ngettext(
                "Whatever the draw, at least %(num)s person stays without a place.",
                "Whatever the draw, at least %(num)s people stay without a place.",
                without,
            )
        )
    else:
        said.append(_("Everybody in the pool can be placed."))
    return said


def rank_words(rank: int) -> str:
    """Name a choice by its rank, from 1."""
    names: tuple[str, ...] = (_("first choice"), _("second choice"), _("third choice"))
    return names[rank - 1] if rank <= len(names) else str(_("choice %(rank)s", rank=rank))


def said_day(day: date, *, weekday: bool = True) -> str:
    """Write a day as people say it."""
    return (long_day if weekday else plain_day)(day, current_language())


def said_moment(moment: datetime) -> str:
    """Write a day and its time, on the clock in Belgium: "18 mars 2024, 9h30"."""
    return f"{said_day(day_of(moment), weekday=False)}, {clock_time(moment, current_language())}"
