"""The files of an immersion edition: hosts, trainees, new choices, withdrawals (IM-08, IM-10, IM-11, IM-16)."""

from __future__ import annotations

from functools import partial
from typing import Final

from core.contract.importing import ByHand, ImportKind
from core.exchange.own import OwnList
from plugins.immersion.access import IMPORT
from plugins.immersion.importing import columns
from plugins.immersion.importing.flaws import FLAWS
from plugins.immersion.lists.hosts import HOSTS as HOSTS_LIST
from plugins.immersion.lists.trainees import TRAINEES as TRAINEES_LIST
from plugins.immersion.queries.by_hand import choices_row, host_row, offers_to_choose, trainee_row, words_to_use
from plugins.immersion.queries.importing import hosts_first, trainees_first
from plugins.immersion.services.import_choices import plan_choices
from plugins.immersion.services.import_hosts import plan_hosts
from plugins.immersion.services.import_trainees import plan_trainees
from plugins.immersion.services.import_withdrawals import plan_withdrawals
from plugins.immersion.settings import MOST_CHOICES
from plugins.immersion.texts import lazy_gettext as _l

_NAMED: Final = ("first_name", "last_name", "email", "phone", "language")
_WHERE: Final = ("institution", "service", "sector", "postal_code", "commune")
_CHOICES: Final = tuple(columns.choice_column(rank) for rank in range(1, MOST_CHOICES + 1))
_SAID: Final = ("profession", "expectations")
_STAY: Final = (
    *("title", "description", "professions", "ages", "modality", "weekdays", "dates", "duration", "places"),
    "conditions",
)
_CONTACT: Final = {"contact_first": "first_name", "contact_last": "last_name"}
_kind = partial(ImportKind, permission=IMPORT, flaws=FLAWS, leads_to=(_l("See the rounds"), "immersion.rounds"))

HOSTS_BY_HAND: Final = ByHand(
    row=host_row,
    page="immersion.host",
    list="immersion.hosts",
    adds=(*_WHERE, "street", *_NAMED, *_STAY, "registered_at"),
    prefix="H",
    corrects=(*_WHERE, "street", *_NAMED, *_STAY),
    kept=("institution", "service", *_NAMED),
    together=("street", "postal_code", "commune"),
    proposals=words_to_use,
    headings={"institution": _l("Institution"), "first_name": _l("Contact"), "title": _l("The stay")},
    hands_over=True,
    add=_l("Add a host"),
    correct=_l("Correct this host"),
)
HOSTS: Final = _kind(
    name="hosts",
    label=_l("Host services and their places"),
    help="Import hosts with their offers and places; they are accepted.",
    columns=columns.HOSTS,
    plan=plan_hosts,
    own=OwnList(HOSTS_LIST, {"sectors": "sector", "municipality": "commune", **_CONTACT}),
    then=_l("These offers are accepted: trainees can choose them. Import the trainees once they have registered."),
    by_hand=HOSTS_BY_HAND,
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
    by_hand=ByHand(
        row=trainee_row,
        page="immersion.trainee",
        list="immersion.trainees",
        adds=(*_NAMED, *_WHERE, *_SAID, *_CHOICES, "registered_at"),
        prefix="S",
        corrects=(*_NAMED, *_WHERE, *_SAID),
        kept=("institution", "service", *_NAMED),
        together=("postal_code", "commune"),
        options=offers_to_choose,
        proposals=words_to_use,
        chosen=_CHOICES,
        headings={"first_name": _l("Person"), "institution": _l("Institution"), "choice_1": _l("Choices")},
        add=_l("Add a trainee"),
        correct=_l("Correct this person"),
    ),
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
    by_hand=ByHand(
        row=choices_row,
        page="immersion.trainee",
        list="immersion.trainees",
        corrects=(*_CHOICES, "received_at"),
        kept=(*_CHOICES, "received_at"),
        options=offers_to_choose,
        chosen=_CHOICES,
        correct=_l("Enter new choices"),
    ),
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
