"""The list of entries, specified once for its page, its filters, its order and its Excel file."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, select

from core.database.folding import folded
from core.listing.columns import Choice, Column
from core.listing.filters import pick_in, search
from core.listing.spec import Head, ListSpec
from lunch.access import EXPORT, READ, visible_entries
from lunch.enums import EntryState
from lunch.models import LunchEntry
from lunch.texts import lazy_gettext as _l
from lunch.texts import lazy_pgettext

STATE: Final = Column(
    "state",
    LunchEntry.state,
    _l("State"),
    "choice",
    choices={
        EntryState.NOTED: Choice(_l("Noted"), "waiting"),
        EntryState.CONFIRMED: Choice(_l("Confirmed"), "good"),
    },
)

ENTRIES: Final = ListSpec(
    name="entries",
    title=_l("Entries"),
    key=LunchEntry.id,
    source=select(LunchEntry.id).where(LunchEntry.edition_id == bindparam("edition")),
    permission=READ,
    visible=visible_entries,
    columns=(
        Column("name", LunchEntry.name, _l("Name"), width=28),
        Column("email", LunchEntry.email, _l("E-mail address"), width=36),
        STATE,
        Column("noted_at", LunchEntry.noted_at, _l("Noted on"), "moment"),
    ),
    heads=(Head("name"), Head("email"), Head("state"), Head("noted_at")),
    order="name",
    filters=(
        search(folded(LunchEntry.name), folded(LunchEntry.email), label=_l("Name or address")),
        pick_in(STATE, everything=_l("All states")),
    ),
    export=EXPORT,
    file_name=lazy_pgettext("file name", "entries"),
    act="lunch.entries.exported",
)
