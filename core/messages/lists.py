"""The lists of letters and of captured mail, each specified once for its page, its filters and its order.

Words are looked for in names, addresses and subjects, where every letter about somebody says its reference (S077), and
not in bodies, which are long, and some of which are their addressee's alone.
"""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from core.database.folding import folded
from core.listing.columns import Column
from core.listing.filters import pick, search
from core.listing.spec import Head, ListSpec
from core.messages.access import READ_LETTERS, visible_captured, visible_letters
from core.messages.models import CapturedMail, Message

LETTERS: Final = ListSpec(
    name="letters",
    title=_l("Letters"),
    key=Message.id,
    source=select(Message.id),
    permission=READ_LETTERS,
    visible=visible_letters,
    columns=(
        Column("subject", Message.subject, _l("Subject"), sort=()),
        Column("to_name", Message.to_name, _l("To"), sort=(Message.search,)),
        Column("to_address", Message.to_address, sort=()),
        Column("state", Message.state, _l("State"), sort=(Message.state,)),
        Column("error", Message.error, sort=()),
        Column("written_at", Message.written_at, _l("Written"), "moment"),
        #: What failed first, then the newest: one direction, so that an index gives the rows in this order.
        Column(
            "urgency", Message.failed, _l("What failed, then the newest"), sort=(Message.failed, Message.written_at)
        ),
    ),
    heads=(Head("subject"), Head("to_name"), Head("state"), Head("written_at")),
    order="-urgency",
    filters=(
        search(Message.search, label=_l("Name, address or reference")),
        pick(
            "state",
            _l("State"),
            Message.state,
            options=(
                ("failed", lazy_pgettext("letters", "Failed")),
                ("queued", lazy_pgettext("letters", "On their way")),
                ("sent", lazy_pgettext("letters", "Sent")),
            ),
            everything=_l("All letters"),
        ),
    ),
)

#: The letter that a captured mail is; it says the name that the mail's source holds only as it travels.
_Letter = aliased(Message, name="letter")

CAPTURED: Final = ListSpec(
    name="captured",
    title=_l("Captured mail"),
    key=CapturedMail.id,
    source=select(CapturedMail.id).outerjoin(
        _Letter, and_(_Letter.tenant_id == CapturedMail.tenant_id, _Letter.message_id == CapturedMail.message_id)
    ),
    permission=READ_LETTERS,
    visible=visible_captured,
    columns=(
        Column("subject", CapturedMail.subject, _l("Subject")),
        Column("to_address", CapturedMail.to_address, _l("To")),
        Column("received_at", CapturedMail.received_at, _l("Received"), "moment"),
    ),
    heads=(Head("subject"), Head("to_address"), Head("received_at")),
    order="-received_at",
    filters=(
        search(
            func.coalesce(_Letter.search, ""),
            folded(CapturedMail.to_address),
            folded(CapturedMail.subject),
            label=_l("Name, address or reference"),
        ),
    ),
)
