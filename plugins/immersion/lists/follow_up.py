"""What the list of placements says of what became of a place: where it stands, by when, and since when (IM-28)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, and_, case

from core.accounts.models import Person
from core.contract.module import Label
from core.listing.columns import Choice, Column
from core.listing.filters import pick
from core.listing.spec import TODAY
from core.programme.following.queries import stage
from core.programme.following.rules import Stage
from core.programme.models import FollowUp
from plugins.immersion.enums import Followed, WhyNot
from plugins.immersion.models import ImmersionPlacement
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.texts import lazy_pgettext

#: Where a place stands, as lists and queues say it.
STATES: Final[Mapping[str, Choice]] = {
    Followed.CONFLICT: Choice(lazy_pgettext("follow-up", "the two sides disagree"), "attention"),
    Followed.LATE: Choice(lazy_pgettext("follow-up", "contact overdue"), "attention"),
    Followed.NO_NEWS: Choice(lazy_pgettext("follow-up", "host has no news"), "attention"),
    Followed.WAITING: Choice(lazy_pgettext("follow-up", "contact to be made"), "waiting"),
    Followed.CONTACTED: Choice(lazy_pgettext("follow-up", "contact made"), "waiting"),
    Followed.AGREED: Choice(lazy_pgettext("follow-up", "date agreed"), "good"),
    Followed.ASKED: Choice(lazy_pgettext("follow-up", "took place? not known yet"), "waiting"),
    Followed.TOOK_PLACE: Choice(lazy_pgettext("follow-up", "took place"), "good"),
    Followed.DID_NOT: Choice(lazy_pgettext("follow-up", "did not take place"), "bad"),
}
#: Why an immersion did not take place, as staff read it.
WHY_NOT: Final[Mapping[str, Label]] = {
    WhyNot.TRAINEE_PREVENTED: _l("The trainee was prevented (illness, work)"),
    WhyNot.HOST_PREVENTED: _l("The host was prevented, or called it off"),
    WhyNot.HOST_SILENT: _l("The host does not answer"),
    WhyNot.NO_DATE: _l("No date suited both"),
    WhyNot.NOBODY_CAME: _l("The trainee did not come, and nobody heard anything"),
    WhyNot.OTHER: _l("Something else"),
}
#: Whoever is to be phoned, since no letter reaches them: a filter beside the states.
TO_PHONE: Final = "phone"


def state() -> ColumnElement[str]:
    """Return where a place stands, in a statement that joins its placement and its FollowUp; rules say the same."""
    return case(
        (FollowUp.conflict.is_not(None), Followed.CONFLICT.value),
        (and_(stage() == Stage.WAITING, ImmersionPlacement.contact_by < TODAY), Followed.LATE.value),
        (and_(stage() == Stage.AGREED, FollowUp.last_day < TODAY), Followed.ASKED.value),
        else_=stage(),
    )


def to_phone() -> ColumnElement[bool]:
    """Return the criterion for those who have not been in contact, and whom no letter reminds."""
    return and_(Person.email.is_(None), stage().in_([Stage.WAITING, Stage.NO_NEWS]))


STATE: Final = Column("follow_up", state(), _l("Follow-up"), "choice", choices=STATES, width=26)
CONTACT_BY: Final = Column("contact_by", ImmersionPlacement.contact_by, _l("Contact by"), "day")
CONTACTED_ON: Final = Column("contacted_on", FollowUp.contacted_on, _l("Contact made on"), "day")
AGREED_ON: Final = Column("agreed_on", FollowUp.first_day, _l("Agreed date"), "day")
WHY: Final = Column(
    "why_not",
    FollowUp.reason,
    _l("Why it did not take place"),
    "choice",
    choices={code: Choice(label) for code, label in WHY_NOT.items()},
    width=36,
)
FOLLOW_UP_IS: Final = pick(
    "follow_up",
    _l("Follow-up"),
    lambda value: to_phone() if value == TO_PHONE else state() == value,
    options=(
        *((str(value), choice.word) for value, choice in STATES.items()),
        (TO_PHONE, _l("to phone: without an e-mail address")),
    ),
    everything=lazy_pgettext("follow-up", "All"),
)
