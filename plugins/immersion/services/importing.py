"""The files of an immersion edition: hosts, trainees, new choices, withdrawals (IM-08, IM-10, IM-11, IM-16)."""

from __future__ import annotations

from functools import partial
from typing import Final

from core.contract.importing import ImportKind
from core.exchange.own import OwnList
from plugins.immersion.access import IMPORT
from plugins.immersion.importing import columns
from plugins.immersion.importing.flaws import FLAWS
from plugins.immersion.lists.hosts import HOSTS as HOSTS_LIST
from plugins.immersion.lists.trainees import TRAINEES as TRAINEES_LIST
from plugins.immersion.queries.importing import hosts_first, trainees_first
from plugins.immersion.services.import_choices import plan_choices
from plugins.immersion.services.import_hosts import plan_hosts
from plugins.immersion.services.import_trainees import plan_trainees
from plugins.immersion.services.import_withdrawals import plan_withdrawals
from plugins.immersion.settings import MOST_CHOICES
from plugins.immersion.texts import lazy_gettext as _l

_CONTACT: Final = {"contact_first": "first_name", "contact_last": "last_name"}
_kind = partial(ImportKind, permission=IMPORT, flaws=FLAWS, leads_to=(_l("See the rounds"), "immersion.rounds"))

HOSTS: Final = _kind(
    name="hosts",
    label=_l("Host services and their places"),
    help="Import hosts with their offers and places; they are accepted.",
    columns=columns.HOSTS,
    plan=plan_hosts,
    own=OwnList(HOSTS_LIST, {"sectors": "sector", "municipality": "commune", **_CONTACT}),
    then=_l("These offers are accepted: trainees can choose them. Import the trainees once they have registered."),
)
TRAINEES: Final = _kind(
    name="trainees",
    label=_l("Trainees and their choices"),
    help="Import trainees with their first choices.",
    columns=columns.TRAINEES,
    plan=plan_trainees,
    after=hosts_first,
    titles={"choices": _l("Choices")},
    own=OwnList(TRAINEES_LIST, {"sectors": "sector", "priority": "host_service", "choices": "choice"}, MOST_CHOICES),
    then=_l("These people take part in the next round for which they are in time. No letter was sent."),
)
CHOICES: Final = _kind(
    name="choices",
    label=_l("New choices of trainees without a place"),
    help="Import new choices of trainees without a place.",
    columns=columns.CHOICES,
    plan=plan_choices,
    after=trainees_first,
    titles={"choices": _l("Choices")},
    then=_l("The next round counts with the new choices. No letter was sent."),
)
WITHDRAWALS: Final = _kind(
    name="withdrawals",
    label=_l("Withdrawals"),
    help="Import withdrawals; their places are free again.",
    columns=columns.WITHDRAWALS,
    plan=plan_withdrawals,
    after=trainees_first,
    undoable=False,  # The hosts are told at once; each withdrawal is undone by itself.
    then=_l(
        "Their places are free again, and they take part in no further round. "
        "A host whose list changed receives a letter."
    ),
)
IMPORTS: Final = (HOSTS, TRAINEES, CHOICES, WITHDRAWALS)
