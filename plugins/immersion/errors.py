"""What can go wrong with an immersion edition; each error carries plain facts, and the page finds the words.

The message is one English line for a command and for the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime


class ImmersionError(Exception):
    """An act that cannot be done now."""


class UnknownRoundError(ImmersionError):
    """The edition has no such round."""

    def __init__(self, number: int | None = None) -> None:
        super().__init__("There is no such round." if number is None else f"There is no round {number}.")
        self.number = number


class RoundExistsError(ImmersionError):
    """The edition has a round of that number already."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There is a round {number} already: give the new one the next number.")
        self.number = number


class RoundStateError(ImmersionError):
    """The round is not in a state from which the act is possible."""

    def __init__(self, number: int, state: str, wanted: str) -> None:
        super().__init__(f"Round {number} is {state}: it cannot become {wanted} now.")
        self.number = number
        self.state = state
        self.wanted = wanted


class AlreadyPublishedError(RoundStateError):
    """Somebody published the round before; nothing is sent or placed a second time."""

    def __init__(self, number: int, by: str, at: datetime, wanted: str = "published") -> None:
        super().__init__(number, "published", wanted)
        self.args = (f"Round {number} was published by {by} on {at:%d/%m/%Y %H:%M} UTC: nothing was done again.",)
        self.by = by
        self.at = at


class PreviousRoundError(ImmersionError):
    """An earlier round is not published yet, so nobody knows what is left."""

    def __init__(self, number: int, previous: int) -> None:
        super().__init__(f"Round {number} sees what round {previous} leaves: publish round {previous} first.")
        self.number = number
        self.previous = previous


class RegistrationOpenError(ImmersionError):
    """People of the round's pool may still register; `last_day` is the last day on which they may."""

    def __init__(self, number: int, pool: str, last_day: date) -> None:
        super().__init__(
            f"Round {number} needs registration to be closed for its pool ({pool}), and it is open until "
            f"{last_day:%d/%m/%Y}: open the round after that day."
        )
        self.number = number
        self.pool = pool
        self.last_day = last_day


class RoundOutdatedError(ImmersionError):
    """Something changed between the freezing of a round and its publication: it must be opened again.

    `withdrawn` and `placed` are references of trainees who left or have a place by now, `full` and `closed` those of
    offers without enough room or no longer accepted.
    """

    def __init__(
        self,
        number: int,
        *,
        withdrawn: Sequence[str] = (),
        placed: Sequence[str] = (),
        full: Sequence[str] = (),
        closed: Sequence[str] = (),
    ) -> None:
        facts = (
            ("withdrawn", withdrawn),
            ("with a place by now", placed),
            ("without enough room", full),
            ("no longer offered", closed),
        )
        said = "; ".join(f"{what}: {', '.join(references)}" for what, references in facts if references)
        super().__init__(f"Round {number} is out of date ({said}): open it again, then publish the new proposal.")
        self.number = number
        self.withdrawn = tuple(withdrawn)
        self.placed = tuple(placed)
        self.full = tuple(full)
        self.closed = tuple(closed)


class ProposalStaleError(ImmersionError):
    """The round was taken back or opened again while its proposal was being computed."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Round {number} changed while it was being matched: ask for a new proposal.")
        self.number = number


class SeedFixedError(ImmersionError):
    """The draw of a round cannot be changed: trainees have registered, or the round is under way."""

    def __init__(self, number: int) -> None:
        super().__init__(f"The draw of round {number} is committed to and can no longer be changed.")
        self.number = number


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a variant: in which list, on which of its lines (from 0), in which column.

    `key` says what it is, `parts` the references and numbers that the sentence names.
    """

    place: str
    line: int
    column: str
    key: str
    parts: Mapping[str, str | int]


class VariantError(ImmersionError):
    """A variant that cannot stand on what is frozen; each of its faults says where and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        said = "; ".join(f"{fault.place} {fault.line + 1}: {fault.key} {dict(fault.parts)}" for fault in faults)
        super().__init__(f"This variant cannot stand: {said}")
        self.faults = tuple(faults)


class UnknownVariantError(ImmersionError):
    """The round has no such variant, or no longer."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no variant {number}, or no longer the one that was looked at.")
        self.number = number


class SameAsProposalError(ImmersionError):
    """The variant decides just what the proposal decides."""

    def __init__(self) -> None:
        super().__init__("The proposal is just that already.")


class TooManyVariantsError(ImmersionError):
    """The round has as many variants as can be looked at together."""

    def __init__(self, most: int) -> None:
        super().__init__(f"A round has at most {most} variants: remove one first.")
        self.most = most


class PoolTooLargeError(ImmersionError):
    """The pool is too large for its variants to be computed while somebody waits for a page."""

    def __init__(self, pool: int, most: int) -> None:
        super().__init__(f"Variants are computed for at most {most} people, and the pool has {pool}.")
        self.pool = pool
        self.most = most


class ProposalMovedError(ImmersionError):
    """The proposal is another one by now than the one that was looked at."""

    def __init__(self, number: int) -> None:
        super().__init__(f"The proposal of round {number} is another one by now: look at it again.")
        self.number = number


class ReasonMissingError(ImmersionError):
    """A proposal that deviates from the rule needs a reason."""

    def __init__(self) -> None:
        super().__init__("Say why the proposal deviates from the rule.")


class OfferResizedError(ImmersionError):
    """The places of an offer were changed after the round was opened."""

    def __init__(self, offer: str, frozen: int, now: int | None) -> None:
        super().__init__(f"{offer} had {frozen} places when the round was opened and has {now} now: open it again.")
        self.offer = offer
        self.frozen = frozen
        self.now = now


class PlacesTakenError(ImmersionError):
    """An offer cannot have fewer places than people hold."""

    def __init__(self, offer: str, taken: int) -> None:
        super().__init__(f"{offer} has {taken} places taken and cannot have fewer.")
        self.offer = offer
        self.taken = taken
