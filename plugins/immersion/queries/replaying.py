"""Decide a published round again from its snapshot, to see that it gives the same bytes (IM-15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from core.contract.acting import require
from core.programme.queries import find_edition
from core.tenancy.unit import Unit
from plugins.immersion import matching
from plugins.immersion.access import READ_ROUNDS
from plugins.immersion.enums import MODULE, RoundState
from plugins.immersion.errors import RoundStateError, UnknownRoundError
from plugins.immersion.models import ImmersionRound
from plugins.immersion.rules import commitment, fingerprint

#: Named with each stored result; it changes when the same instance may give other bytes.
ALGORITHM: Final = "liaison-matching-2"


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


def algorithm_in(language: str) -> str:
    """Name the algorithm with the language of its explanations, both of which the bytes of a result depend on."""
    return f"{ALGORITHM}/{language}"


def solved(snapshot: str, language: str) -> str:
    """Decide a frozen instance and write the result, its explanations in `language`."""
    return matching.solve_text(snapshot, language)


def replay(unit: Unit, edition_code: str, number: int) -> Replay:
    """Decide the published round `number` of an edition again from what was frozen and compare.

    Raises UnknownRoundError, RoundStateError when it is not published yet, NotAllowedError without the right.
    """
    require(unit.actor, READ_ROUNDS)
    edition = find_edition(unit.session, MODULE, edition_code)
    round_ = unit.session.scalar(
        select(ImmersionRound).where(ImmersionRound.edition_id == edition.id, ImmersionRound.number == number)
    )
    if round_ is None:
        raise UnknownRoundError(number)
    if round_.state != RoundState.PUBLISHED:
        raise RoundStateError(number, round_.state, "replayed")
    snapshot, result = round_.snapshot or "", round_.result or ""
    language = (round_.algorithm or "").rpartition("/")[2]
    sha256 = fingerprint(snapshot)
    return Replay(
        number=number,
        sha256=sha256,
        published_sha256=round_.sha256 or "",
        result_sha256=fingerprint(result),
        same_snapshot=sha256 == round_.sha256,
        same_result=solved(snapshot, language) == result,
        same_draw=commitment(matching.parse_instance(snapshot).seed) == round_.commitment,
    )
