"""What trainees, hosts and staff read of what became of a place, and what they can say of it now (IM-28, IM-29)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from core.contract.module import Label
from core.programme.following.queries import Told
from core.programme.following.rules import Conflict, Oddness, Refusal, Side, Stage, Step, Stretch, has_begun
from core.programme.following.rules import Followed as Standing
from core.tenancy.unit import Unit
from core.web.dates import said_day
from core.web.locale import current_language
from plugins.immersion.enums import Followed, WhyNot
from plugins.immersion.letters.wording import said_when
from plugins.immersion.lists.follow_up import WHY_NOT
from plugins.immersion.queries.following import Placed
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import lazy_gettext as _l

CONFLICTS: Final[Mapping[Conflict, Label]] = {
    Conflict.CONTACT: _l("The trainee says that contact was made; the host has no news."),
    Conflict.DATES: _l("The trainee and the host each keep to another date."),
    Conflict.OUTCOME: _l("One side says that it took place, the other that it did not."),
}
ODDNESS: Final[Mapping[Oddness, Label]] = {
    Oddness.PAST: _l("This date is over."),
    Oddness.OUTSIDE: _l("This date lies outside the days of the immersions."),
}
REFUSALS: Final[Mapping[Refusal, Label]] = {
    Refusal.NOT_THEIRS: _l("Only the host can say this."),
    Refusal.OVER: _l("It was said already what became of this immersion. Look at it, then decide."),
    Refusal.TOO_EARLY: _l("It is too early to say this."),
    Refusal.NO_SUCH_DAY: _l("Enter a day between the one on which the place was given and today."),
    Refusal.CONFIRMED: _l("You have said before that there was contact."),
    Refusal.NO_DATES: _l("Enter the day."),
    Refusal.UNORDERED: _l("These times overlap. Enter each day once."),
}
_OF_GUEST: Final[Mapping[WhyNot, Label]] = {
    WhyNot.TRAINEE_PREVENTED: _l("I was prevented (illness, work)"),
    WhyNot.HOST_PREVENTED: _l("The host was prevented, or called it off"),
    WhyNot.HOST_SILENT: _l("The host does not answer"),
    WhyNot.NO_DATE: _l("No date suited both of us"),
    WhyNot.OTHER: _l("Something else"),
}
_OF_HOST: Final[Mapping[WhyNot, Label]] = {
    WhyNot.HOST_PREVENTED: _l("We were prevented, or called it off"),
    WhyNot.TRAINEE_PREVENTED: _l("The person was prevented (illness, work)"),
    WhyNot.NO_DATE: _l("No date suited both of us"),
    WhyNot.NOBODY_CAME: _l("Nobody came, and we heard nothing"),
    WhyNot.OTHER: _l("Something else"),
}
REASONS: Final[Mapping[Side, Mapping[WhyNot, Label]]] = {
    Side.GUEST: _OF_GUEST,
    Side.HOST: _OF_HOST,
    Side.TEAM: {WhyNot(code): label for code, label in WHY_NOT.items()},
}
SIDES: Final[Mapping[Side, Label]] = {
    Side.GUEST: _l("the trainee"),
    Side.HOST: _l("the host"),
    Side.TEAM: _l("we know it ourselves"),
}
#: What a step is called: as the title of its page, and in the history.
STEPS: Final[Mapping[Step, tuple[Label, Label]]] = {
    Step.ANEW: (_l("The place was given again"), _l("The place was given again")),
    Step.CONTACTED: (_l("Contact was made"), _l("Contact made")),
    Step.NO_NEWS: (_l("No news"), _l("No news")),
    Step.AGREED: (_l("The date that you agreed on"), _l("Date agreed")),
    Step.TOOK_PLACE: (_l("It took place"), _l("Took place")),
    Step.DID_NOT: (_l("It did not take place"), _l("Did not take place")),
}
NOTED: Final[Mapping[Step, Label]] = {
    Step.CONTACTED: _l("Noted: contact was made."),
    Step.NO_NEWS: _l("Noted: no news. Those who organise the immersions see it and look into it."),
    Step.AGREED: _l("Noted. The other side is told the date."),
    Step.TOOK_PLACE: _l("Noted: it took place. Thank you."),
    Step.DID_NOT: _l("Noted: it did not take place. Nothing more is asked of you."),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a place stands for one side: a sentence, the act that comes next, and what else can be said."""

    found: Placed
    state: Followed
    sentence: str
    note: str | None
    dates: str | None
    main: tuple[Step, str] | None
    others: Sequence[tuple[Step, str]]

    def at_once(self, step: Step) -> bool:
        """Say whether a step needs nothing but a press."""
        return step is Step.NO_NEWS or (step is Step.TOOK_PLACE and bool(self.found.known.stretches))


def state_of(found: Placed, today: date) -> Followed:
    """Return where a place stands today; the list of placements says the same of its rows."""
    known = found.known
    if known.conflict:
        return Followed.CONFLICT
    if known.stage is Stage.WAITING and found.contact_by < today:
        return Followed.LATE
    if known.stage is Stage.AGREED and known.stretches[-1].last_day < today:
        return Followed.ASKED
    return Followed(known.stage)


def said_stretches(stretches: Sequence[Stretch]) -> str:
    """Write the times that were agreed, as people say them."""
    return said_when(stretches, current_language())


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A step in the history of a place, in words."""

    at: datetime
    what: str
    detail: str | None
    who: str


def told_line(told: Told) -> ToldLine:
    """Say what was said, by whom, and who of the staff wrote it down."""
    said = told.said
    who = str(SIDES[said.side]) if said.side is not Side.TEAM else ""
    reason = str(WHY_NOT[said.reason]) if said.reason else None
    details = (said_day(said.day) if said.day else None, said_stretches(said.stretches) or None, reason, told.words)
    return ToldLine(
        told.at,
        str(STEPS[said.step][1]),
        " · ".join(each for each in details if each) or None,
        ", ".join(each for each in (who, told.by) if each),
    )


def sayable(known: Standing) -> list[tuple[Step, Label]]:
    """Return what can still be said of a place, for staff."""
    if known.stage in (Stage.TOOK_PLACE, Stage.DID_NOT) or known.conflict is Conflict.OUTCOME:
        steps = [Step.TOOK_PLACE, Step.DID_NOT, *([] if known.conflict else [Step.AGREED])]
    else:
        steps = [Step.CONTACTED, Step.NO_NEWS, Step.AGREED, Step.TOOK_PLACE, Step.DID_NOT]
    return [(step, STEPS[step][1]) for step in steps]


def turn_of(unit: Unit, found: Placed, side: Side) -> Turn:
    """Say to a trainee or a host where a place stands, and what they can say now."""
    known, late = found.known, unit.today > found.contact_by
    begun = has_begun(known, unit.now)
    acts = _acts_of_guest(known.stage, begun) if side is Side.GUEST else _acts_of_host(known.stage, begun, late)
    return Turn(
        found=found,
        state=state_of(found, unit.today),
        sentence=_sentence(found, side, late=late, begun=begun),
        note=_note(found, side),
        dates=said_stretches(known.stretches) or None,
        main=acts[0],
        others=[each for each in acts[1:] if each],
    )


def _sentence(found: Placed, side: Side, *, late: bool, begun: bool) -> str:
    known, day = found.known, said_day(found.contact_by)
    guest = side is Side.GUEST
    name = found.trainee
    said: str
    if known.stage is Stage.TOOK_PLACE:
        said = _("It took place. Thank you for telling us.")
    elif known.stage is Stage.DID_NOT:
        said = _("It did not take place. Nothing more is asked of you.")
    elif known.stage is Stage.AGREED and begun:
        said = _("Did it take place?")
    elif known.stage is Stage.AGREED:
        said = _("The date is agreed.")
    elif known.stage is Stage.CONTACTED:
        said = _("Contact was made. Which date did you agree on?")
    elif guest and late:
        said = _("Your host was to hear from you by %(day)s. Contact them today: your place counts on it.", day=day)
    elif guest:
        said = _("Contact your host by %(day)s to agree on the date.", day=day)
    elif known.stage is Stage.NO_NEWS:
        said = _("You have no news of %(name)s. Those who organise the immersions know it.", name=name)
    elif late:
        said = _("%(name)s was to contact you by %(day)s. Have you any news?", name=name, day=day)
    else:
        said = _("%(name)s contacts you by %(day)s to agree on the date.", name=name, day=day)
    return said


def _note(found: Placed, side: Side) -> str | None:
    known = found.known
    said: str | None = None
    if known.conflict is Conflict.CONTACT and side is Side.GUEST:
        said = _("Your host says that they have no news of you. Try once more, by phone if you can.")
    elif known.conflict is Conflict.CONTACT:
        said = _("%(name)s says that contact was made. Has it reached somebody of your team?", name=found.trainee)
    elif known.conflict is Conflict.DATES:
        said = _("You and the other side each keep to another date. Agree on one, then enter it here.")
    elif known.conflict is Conflict.OUTCOME:
        said = _("The other side says otherwise. Those who organise the immersions look into it.")
    elif known.stage is Stage.NO_NEWS and side is Side.GUEST:
        said = _("Your host has no news of you yet.")
    return said


Act = tuple[Step, str]


def _acts_of_guest(stage: Stage, begun: bool) -> list[Act | None]:
    """Return the act that comes next, if one does, then the others."""
    not_going = (Step.DID_NOT, _("It will not take place"))
    if stage in (Stage.WAITING, Stage.NO_NEWS):
        return [(Step.CONTACTED, _("I have contacted my host")), (Step.AGREED, _("We have a date")), not_going]
    return _acts_of_both(stage, begun)


def _acts_of_host(stage: Stage, begun: bool, late: bool) -> list[Act | None]:
    if stage is Stage.WAITING and late:
        return [
            (Step.CONTACTED, _("We have been in contact")),
            (Step.NO_NEWS, _("No news of this person")),
            (Step.AGREED, _("We have a date")),
        ]
    if stage in (Stage.WAITING, Stage.NO_NEWS):
        return [
            (Step.CONTACTED, _("We have been in contact")),
            (Step.AGREED, _("We have a date")),
            (Step.DID_NOT, _("It will not take place")),
        ]
    return _acts_of_both(stage, begun)


def _acts_of_both(stage: Stage, begun: bool) -> list[Act | None]:
    another = (Step.AGREED, _("Another date"))
    did_not = (Step.DID_NOT, _("It did not take place"))
    if stage is Stage.CONTACTED:
        return [(Step.AGREED, _("Enter the date")), (Step.DID_NOT, _("It will not take place"))]
    if stage is Stage.AGREED and begun:
        return [(Step.TOOK_PLACE, _("It took place")), did_not, another]
    if stage is Stage.AGREED:
        return [None, another, (Step.DID_NOT, _("It will not take place"))]
    if stage is Stage.TOOK_PLACE:
        return [None, did_not]
    return [None, (Step.AGREED, _("We have a new date")), *([(Step.TOOK_PLACE, _("It took place"))] if begun else [])]
