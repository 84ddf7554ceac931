"""The figures of an edition, which every role may see: hosts offer places to trainees (IM-50, IM-63)."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Final

from core.contract.acting import require
from core.programme.figures import EditionFigures, counts_of_editions, figures_of_edition
from core.tenancy.unit import Unit
from plugins.immersion.access import SEE_OVERVIEW
from plugins.immersion.enums import ParticipantKind

#: The counts of each of some editions in all, for their home page.
edition_counts: Final = partial(counts_of_editions, offering=ParticipantKind.HOST, asking=ParticipantKind.TRAINEE)


def overview_of(unit: Unit, edition_id: uuid.UUID) -> EditionFigures:
    """Return the figures of a whole edition, the same for every role; raises NotAllowedError without the right."""
    require(unit.actor, SEE_OVERVIEW)
    return figures_of_edition(unit, edition_id, offering=ParticipantKind.HOST, asking=ParticipantKind.TRAINEE)
