"""The doors of this room: the pages of letters and of captured mail, and the sending of letters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.contract.doors import Doors
from core.contract.module import NavigationItem
from core.jobs.handlers import Handler
from core.messages.delivery import Sender
from core.messages.services import MESSAGE
from core.messages.views import messages
from core.tenancy.commanding import Commander


def sender(application: Commander) -> Handler:
    """Return what sends the letters of the outbox."""
    return Sender(application.settings)


DOORS = Doors(
    blueprints=(messages,),
    navigation=(
        NavigationItem(_l("Letters"), "messages.letters", 20),
        NavigationItem(_l("Test mails (not sent)"), "messages.captured", 30),
    ),
    handlers={MESSAGE: sender},
)
