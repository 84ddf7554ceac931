"""The address at which the directory is searched while somebody types: names and places, which are public."""

from __future__ import annotations

import uuid
from typing import Any, Final

from flask import Blueprint, g, jsonify, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.directory.choosing import NEW
from core.directory.search import find_organisations
from core.tenancy.request import current_unit
from core.web.limits import limiter, sealed_network
from core.web.locale import current_language
from core.web.permissions import SIGNED_IN, needs

directory = Blueprint("directory", __name__)

#: One letter a second is fast typing; whoever asks more often reads the directory, and not for themselves.
RATE: Final = "90 per minute; 900 per hour"
_LONGEST: Final = 200


def _asking() -> str:
    return str(g.who.account_id) if g.get("who") else sealed_network()


@directory.get("/organisations")
@needs(SIGNED_IN)
@limiter.limit(RATE, key_func=_asking)
def search() -> Response:
    """Answer what somebody may mean by what they type, for the script of `organisation_chooser`."""
    unit, typed = current_unit(), request.args.get("q", "")[:_LONGEST]
    found = find_organisations(unit.session, typed, rehearsal=_rehearsal())
    shown: list[dict[str, Any]] = [
        {"id": str(one.id), "name": one.name, "where": one.where(current_language())} for one in found
    ]
    shown.append({"id": NEW, "name": _("It is not in the list"), "where": ""})
    counted = ngettext("%(num)s institution found", "%(num)s institutions found", len(found))
    return jsonify({"counted": counted, "found": shown})


def _rehearsal() -> uuid.UUID | None:
    """Return the rehearsal in which it is asked; the rows of another network's are behind the wall."""
    try:
        return uuid.UUID(request.args.get("rehearsal", ""))
    except ValueError:
        return None
