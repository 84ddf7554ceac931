"""Where an edition stands, and the ways from one state to another (IM-01, IM-25); pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class EditionState(StrEnum):
    """An edition is prepared, perhaps rehearsed, open, and at last closed."""

    #: It has a title and a calendar, and nobody in it; only who manages editions sees it.
    DRAFT = "draft"
    #: It is lived for practice: its letters are captured, and it may have a clock of its own.
    REHEARSAL = "rehearsal"
    LIVE = "live"
    #: It can be read, and nothing in it changes any more.
    CLOSED = "closed"


#: The states in which people are entered and act.
OPEN: Final = frozenset({EditionState.REHEARSAL, EditionState.LIVE})


@dataclass(frozen=True, slots=True)
class Move:
    """A way from one state to another, under which name it is on record, and what it asks for."""

    old: EditionState
    new: EditionState
    act: str
    #: Only an edition with nobody in it may take it.
    empty: bool = False
    #: Whoever takes it says why.
    reason: bool = False


#: A rehearsal is wiped before it is opened; what was opened goes back to the draft only while nobody came.
MOVES: Final = (
    Move(EditionState.DRAFT, EditionState.REHEARSAL, "programme.edition.rehearsed"),
    Move(EditionState.DRAFT, EditionState.LIVE, "programme.edition.opened"),
    Move(EditionState.REHEARSAL, EditionState.LIVE, "programme.edition.opened", empty=True),
    Move(EditionState.REHEARSAL, EditionState.DRAFT, "programme.edition.taken_back", empty=True),
    Move(EditionState.LIVE, EditionState.DRAFT, "programme.edition.taken_back", empty=True),
    Move(EditionState.LIVE, EditionState.CLOSED, "programme.edition.closed"),
    Move(EditionState.CLOSED, EditionState.LIVE, "programme.edition.reopened", reason=True),
)
_BY_STATES: Final[Mapping[tuple[str, str], Move]] = {(move.old.value, move.new.value): move for move in MOVES}


def move_between(old: str, new: str) -> Move | None:
    """Return the way from a state to another, None where there is none."""
    return _BY_STATES.get((old, new))


def acts_towards(state: str) -> frozenset[str]:
    """Return under which names the ways to a state are on record."""
    return frozenset(move.act for move in MOVES if move.new == state)
