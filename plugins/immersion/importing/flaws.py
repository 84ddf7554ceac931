"""What can be wrong with the cells of an immersion edition's files, beyond what can be wrong with any file."""

from __future__ import annotations

from typing import Final

from core.exchange.flaws import Flaw, flaws_among
from plugins.immersion.texts import lazy_gettext as _l

UNKNOWN_OFFER: Final = Flaw(
    "unknown offer",
    _l("No offer of this edition has this reference."),
    _l("Look the reference up in the list of hosts, such as H004."),
)
SAME_CHOICE_TWICE: Final = Flaw(
    "same choice twice",
    _l("The same offer stands twice among the choices."),
    _l("Choose another one, or leave the cell empty."),
)
FIRST_CHOICE_MISSING: Final = Flaw(
    "first choice missing",
    _l("There is no first choice."),
    _l("Write at least the first choice: without one nobody can be placed."),
)
TOO_MANY_CHOICES: Final = Flaw(
    "too many choices",
    _l("There are more choices than this edition allows."),
    _l("Empty the cell: the first choices count."),
)
OWN_INSTITUTION: Final = Flaw(
    "own institution",
    _l("The offer is of the person’s own institution."),
    _l("Choose an offer of another institution: that is where the discovery is."),
)
CHOSE_IT: Final = Flaw(
    "own institution among the choices",
    _l("This institution is one that the person chose to discover."),
    _l("Enter new choices first, or check the institution."),
)
FEWER_PLACES_THAN_TAKEN: Final = Flaw(
    "fewer places than taken",
    _l("More people have a place here already than the number says."),
    _l("Keep at least as many places as are taken, or withdraw a trainee first."),
)
UNKNOWN_TRAINEE: Final = Flaw(
    "unknown trainee",
    _l("No trainee of this edition has this reference."),
    _l("Look the reference up in the list of trainees, such as S077."),
)
WITHDRAWN: Final = Flaw(
    "withdrawn already",
    _l("This person has withdrawn."),
    _l("Remove the row. Somebody who comes back registers again, under a new reference."),
)
HAS_A_PLACE: Final = Flaw(
    "has a place already",
    _l("This person has a place already, so new choices would change nothing."),
    _l("Remove the row, or import the withdrawal first."),
)
DECIDED_CHOICES: Final = Flaw(
    "a round decided on these choices",
    _l("A round was opened on the choices that we have: they are what it decides, and stay as they are."),
    _l("Import the others as new choices, with the date on which they arrived: a later round looks at those."),
)
OLDER_CHOICES: Final = Flaw(
    "older than the current choices",
    _l("These choices are older than those we have."),
    _l("Remove the row, or correct the date on which the choices arrived."),
)
SAID_NOT_ACCEPTED: Final = Flaw(
    "host service said, no accepted offer",
    _l("The file says “host service”, and no accepted offer is of this institution."),
    _l("The person has no priority. Check whether the offer is missing."),
    warning=True,
)
ACCEPTED_NOT_SAID: Final = Flaw(
    "accepted offer, not said",
    _l("The file does not say “host service”, and the institution has an accepted offer."),
    _l("The person has priority: it follows from the offer."),
    warning=True,
)
GAP_IN_CHOICES: Final = Flaw(
    "gap in the choices",
    _l("A choice before this one is empty."),
    _l("The choices move up, in the same order."),
    warning=True,
)
OFFER_NOT_OPEN: Final = Flaw(
    "offer not accepted",
    _l("This offer is not accepted, so nobody is placed there now."),
    _l("Accept the offer, or let the person choose another one."),
    warning=True,
)
OFFER_WITHDRAWN: Final = Flaw(
    "offer withdrawn",
    _l("This offer is withdrawn, and stays so: nobody is placed there."),
    _l("No file offers it again. That is done on the host’s page, with a reason."),
    warning=True,
)

FLAWS: Final = flaws_among(globals())
