"""Decide a published round again from its snapshot, to see that it gives the same bytes (IM-15)."""

from __future__ import annotations

from dataclasses import dataclass

from core.contract.acting import require
from core.programme.queries import find_edition
from core.tenancy.unit import Unit
from plugins.immersion import matching
from plugins.immersion.access import READ_ROUNDS
from plugins.immersion.deciding import decide, language_of
from plugins.immersion.enums import MODULE, RoundState
from plugins.immersion.errors import NotPublishedError
from plugins.immersion.queries.rounds import find_round
from plugins.immersion.rules import commitment, fingerprint


@dataclass(frozen=True, slots=True)
class Replay:
    """What deciding a round again showed; `same` is true when every byte and every published hash agrees."""

    number: int
    #: The SHA-256 of the snapshot as it is now, and as it was published.
    sha256: str
    published_sha256: str
    #: The SHA-256 of the result's bytes, which can be compared with a result obtained elsewhere.
    result_sha256: str
    same_snapshot: bool
    same_result: bool
    #: Whether the seed that was used is the one committed to.
    same_draw: bool

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return self.same_snapshot and self.same_result and self.same_draw


def replay(unit: Unit, edition_code: str, number: int) -> Replay:
    """Decide the published round `number` of an edition again from what was frozen and compare.

    Raises UnknownRoundError, NotPublishedError when it is not published yet, NotAllowedError without the right.
    """
    require(unit.actor, READ_ROUNDS)
    edition = find_edition(unit.session, MODULE, edition_code)
    round_ = find_round(unit.session, edition.id, number)
    if round_.state != RoundState.PUBLISHED:
        raise NotPublishedError(number, round_.state, "replayed")
    snapshot, result = round_.snapshot or "", round_.result or ""
    sha256 = fingerprint(snapshot)
    return Replay(
        number=number,
        sha256=sha256,
        published_sha256=round_.sha256 or "",
        result_sha256=fingerprint(result),
        same_snapshot=sha256 == round_.sha256,
        same_result=decide(snapshot, language_of(round_.algorithm)).result == result,
        same_draw=commitment(matching.parse_instance(snapshot).seed) == round_.commitment,
    )
