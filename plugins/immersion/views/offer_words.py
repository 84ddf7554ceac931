"""What the questions about an offer say: for whom something follows, and in which round (IM-13)."""

from __future__ import annotations

from plugins.immersion.enums import RoundState
from plugins.immersion.queries.offers import UnderWay
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import ngettext

#: What a page says that will happen: how many, and what of them.
Fact = tuple[int, str]


def withdrawn_facts(waiting: int, nothing_else: int) -> list[Fact]:
    """Say whose choice no longer counts, and whom no other is left."""
    return [
        (
            waiting,
            ngettext(
                "of them without a place: this choice no longer counts in the next round",
                "of them without a place: this choice no longer counts in the next round",
                waiting,
            ),
        ),
        (
            nothing_else,
            ngettext(
                "of them has no other choice that is offered still, and may choose anew",
                "of them have no other choice that is offered still, and may choose anew",
                nothing_else,
            ),
        ),
    ]


def priority_words(number: int, *, withdrawing: bool) -> str:
    """Say what becomes of the priority of people of the institution (IM-17)."""
    said: str = (
        ngettext(
            "person of this institution without a place no longer has priority",
            "people of this institution without a place no longer have priority",
            number,
        )
        if withdrawing
        else ngettext(
            "person of this institution without a place has priority again",
            "people of this institution without a place have priority again",
            number,
        )
    )
    return said


def round_when_withdrawn(each: UnderWay) -> str | None:
    """Say what becomes of a round that was opened with an offer that is withdrawn; nothing of one without it."""
    if not each.includes:
        return None
    said: str
    if each.state == RoundState.OPEN:
        said = _(
            "Round %(number)s is open, with this offer in it. If it gives somebody a place here, it cannot be "
            "published: it is opened again first, with the same draw.",
            number=each.number,
        )
    elif each.gives:
        said = ngettext(
            "Round %(number)s is proposed, and gives %(num)s person a place here. It cannot be published as it stands: "
            "it is opened again first, with the same draw.",
            "Round %(number)s is proposed, and gives %(num)s people a place here. It cannot be published as it stands: "
            "it is opened again first, with the same draw.",
            each.gives,
            number=each.number,
        )
    else:
        said = _(
            "Round %(number)s is proposed, and gives nobody a place here: it can be published as it stands.",
            number=each.number,
        )
    return said


def round_when_offered_again(each: UnderWay) -> str:
    """Say whether a round that was opened counts with an offer that is offered again."""
    said: str = (
        _("Round %(number)s was opened with this offer in it, and counts with it again.", number=each.number)
        if each.includes
        else _(
            "Round %(number)s was opened without this offer, and gives nobody a place here unless it is opened again.",
            number=each.number,
        )
    )
    return said
