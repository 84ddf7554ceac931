"""What can go wrong with an immersion edition: each error carries plain facts, and the sentence that says them.

A page writes the sentence in the reader's language (`sentence`); a command and the log have it in English (`str`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from core.language.marking import SaidError, Translate, Write, marked
from core.programme.following.rules import Oddness


class ImmersionError(SaidError):
    """An act that cannot be done now."""

    said = marked("This cannot be done now. Look at the page again.")


@dataclass(eq=False)
class UnknownRoundError(ImmersionError):
    """The edition has no such round."""

    said = marked("There is no such round.")
    number: int | None = None

    def __post_init__(self) -> None:
        """Name the round that was asked for."""
        if self.number is not None:
            self.said = marked("There is no round %(number)s.")


@dataclass(eq=False)
class _RoundError(ImmersionError):
    """Something is wrong with the round `number`."""

    number: int


class RoundExistsError(_RoundError):
    """The edition has a round of that number already."""

    said = marked("There is a round %(number)s already: give the new one the next number.")


@dataclass(eq=False)
class RoundStateError(_RoundError):
    """The round is not in a state from which the act is possible: it is `state` and cannot become `wanted`."""

    said = marked(
        "Somebody was quicker: round %(number)s stands elsewhere by now. This page shows where; nothing was done twice."
    )
    state: str
    wanted: str


class NotPublishedError(RoundStateError):
    """Only a published round can be decided again."""

    said = marked("Round %(number)s is %(state)s: only a published round can be decided again.")


@dataclass(eq=False)
class AlreadyPublishedError(RoundStateError):
    """Somebody published the round before; nothing is sent or placed a second time."""

    said = marked("%(by)s published round %(number)s on %(at)s. Nothing was done a second time.")
    by: str
    at: datetime


@dataclass(eq=False)
class PreviousRoundError(_RoundError):
    """An earlier round is not published yet, so nobody knows what is left."""

    said = marked("Round %(number)s sees what round %(previous)s leaves. Publish round %(previous)s first.")
    previous: int


@dataclass(eq=False)
class PassedOverError(_RoundError):
    """A later round has begun, because nobody was in this one then."""

    said = marked("Nobody was in round %(number)s when round %(later)s began, which serves its people as well.")
    later: int


class EmptyRoundError(_RoundError):
    """Nobody is in the round's pool, so that it would change nothing, and be over."""

    said = marked(
        "Round %(number)s would decide on nobody: everybody of its pool has a place, has withdrawn or has not chosen "
        "again. "
        "It stays as it is, in case that changes."
    )


class AllToldError(_RoundError):
    """Everybody in the round's pool was asked for new choices already."""

    said = marked("Everybody in round %(number)s was told already which places are left. Confirm if you write again.")


@dataclass(eq=False)
class NotTheLastError(_RoundError):
    """Another round comes after this one, which may still bring the hosts somebody."""

    said = marked("Round %(later)s comes after round %(number)s: hosts are told after the last one.")
    later: int


class PeopleWaitError(_RoundError):
    """Somebody is in the round's pool, whom it may still bring to a host."""

    said = marked("Somebody without a place is in round %(number)s. Open it and publish it: hosts are told then.")


class NoHostToTellError(_RoundError):
    """Every host expects somebody, or was told that nobody comes."""

    said = marked("There is no host left to tell: each expects somebody, or knows that nobody comes.")


@dataclass(eq=False)
class HostsToldError(_RoundError):
    """Somebody has told the hosts before; no letter is written a second time."""

    said = marked("%(by)s told the hosts on %(at)s that nobody comes. Nothing was sent a second time.")
    by: str
    at: datetime


@dataclass(eq=False)
class RegistrationOpenError(_RoundError):
    """People of the round's pool may still register; `last_day` is the last day on which they may."""

    said = marked("People may register until %(last_day)s. Round %(number)s can open from %(first_day)s on.")
    pool: str
    last_day: date

    def __post_init__(self) -> None:
        """Find the first day on which the round can open."""
        self.first_day = self.last_day + timedelta(days=1)


class RoundChangedError(_RoundError):
    """Somebody has changed the round since it was looked at."""

    said = marked("Somebody has changed round %(number)s meanwhile. Look at it again, then decide.")


@dataclass(eq=False)
class RoundTooEarlyError(_RoundError):
    """On that day people of the round's pool may still register; `last_day` is the last one on which they may."""

    said = marked("People may register until %(last_day)s. Give round %(number)s a later day.")
    last_day: date


@dataclass(eq=False)
class RoundOrderError(_RoundError):
    """The rounds stay in their order: `other` is planned for `day`."""

    said = marked("Round %(other)s is planned for %(day)s: the rounds stay in their order.")
    other: int
    day: date


@dataclass(eq=False)
class RoundOutdatedError(_RoundError):
    """Something changed between the freezing of a round and its publication: it must be opened again.

    `withdrawn` and `placed` are references of trainees who left or have a place by now, `full` and `closed` those of
    offers without enough room or no longer accepted.
    """

    said = marked("Something changed after round %(number)s was opened. Open it again.")
    withdrawn: tuple[str, ...] = ()
    placed: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


class ProposalStaleError(_RoundError):
    """The round was taken back or opened again while its proposal was being computed."""

    said = marked("Round %(number)s changed while it was being matched: ask for a new proposal.")


class ProposalMovedError(_RoundError):
    """The proposal is another one by now than the one that was looked at."""

    said = marked("The proposal is another one by now. Look at it, then decide.")


class SeedFixedError(_RoundError):
    """The draw of a round cannot be changed: trainees have registered, or the round is under way."""

    said = marked("The draw of round %(number)s is committed to and can no longer be changed.")


_NOT_CHOSEN: Final = marked("%(trainee)s did not choose %(offer)s, but %(chosen)s.")
#: What can be wrong with a line of a variant, by its key; the last are what the matching itself names.
_FAULTS: Final[Mapping[str, str]] = {
    "unknown_trainee": marked("Nobody in this round’s pool has the reference %(trainee)s."),
    "unknown_offer": marked("No host of this round has the reference %(offer)s."),
    "repeated_trainee": marked("%(trainee)s is imposed twice. Keep one line."),
    "repeated_offer": marked("%(offer)s stands here twice. Keep one line."),
    "not_chosen": _NOT_CHOSEN,
    "below_taken": marked("Places taken already at %(offer)s: %(taken)s. There cannot be fewer."),
    "pinned_not_chosen": _NOT_CHOSEN,
    "pinned_beyond_max": marked(
        "%(offer)s is a choice of %(trainee)s that does not count any more: too far down the list."
    ),
    "pinned_own_institution": marked("%(offer)s is the own institution of %(trainee)s."),
    "pinned_language": marked("%(trainee)s and %(offer)s have no language in common."),
    "pinned_and_forbidden": marked("%(trainee)s at %(offer)s is imposed here and excluded below. Keep one of the two."),
    "pinned_no_place": marked("No place is left at %(offer)s."),
    "pins_over_places": marked(
        "More people are imposed at %(offer)s than there are places left (%(places)s): %(people)s."
    ),
    "pins_over_cap": marked(
        "More people of one institution are imposed at %(offer)s than may go there (%(cap)s): %(people)s."
    ),
}


@dataclass(frozen=True, slots=True)
class VariantFault:
    """One thing that is wrong with a variant: in which list, on which of its lines (from 0), in which column.

    `key` says what it is, `parts` the references and numbers that the sentence names.
    """

    place: str
    line: int
    column: str
    key: str
    parts: Mapping[str, str | int]

    def sentence(self, translate: Translate = str, write: Write = str) -> str:
        """Say what is wrong, as ImmersionError.sentence does."""
        said = _FAULTS.get(self.key, marked("This contradicts the rest. Look at the line again."))
        return translate(said) % {name: write(value) for name, value in self.parts.items()}


@dataclass(eq=False)
class VariantError(ImmersionError):
    """A variant that cannot stand on what is frozen; each of its faults says where and why."""

    faults: tuple[VariantFault, ...]

    def sentence(self, translate: Translate = str, write: Write = str) -> str:
        """Say what is wrong with each line."""
        return " ".join(fault.sentence(translate, write) for fault in self.faults)


@dataclass(eq=False)
class UnknownVariantError(ImmersionError):
    """The round has no such variant, or no longer."""

    said = marked("Somebody has removed variant %(number)s. Look at those there are.")
    number: int


class SameAsProposalError(ImmersionError):
    """The variant decides just what the proposal decides."""

    said = marked("This is just what the proposal decides. Change something, then compare.")


@dataclass(eq=False)
class TooManyVariantsError(ImmersionError):
    """The round has as many variants as can be looked at together."""

    said = marked("There are %(most)s variants already. Remove one, then add another.")
    most: int


@dataclass(eq=False)
class PoolTooLargeError(ImmersionError):
    """The pool is too large for its variants to be computed while somebody waits for a page."""

    said = marked(
        "This pool has %(pool)s people. Variants are computed for up to %(most)s, so that nobody waits for a page."
    )
    pool: int
    most: int


class ReasonMissingError(ImmersionError):
    """A proposal that deviates from the rule needs a reason."""

    said = marked("Say why this round deviates from the rule.")


@dataclass(eq=False)
class OfferResizedError(ImmersionError):
    """The places of an offer were changed after the round was opened."""

    said = marked(
        "%(offer)s had %(frozen)s places when the round was opened and has %(now)s now. "
        "Withdraw the proposal and open the round again."
    )
    offer: str
    frozen: int
    #: None for an offer without a limit.
    now: int | None

    def __post_init__(self) -> None:
        """Say that there is no limit now."""
        if self.now is None:
            self.said = marked(
                "%(offer)s had %(frozen)s places when the round was opened and has no limit now. "
                "Withdraw the proposal and open the round again."
            )


@dataclass(eq=False)
class PlacesTakenError(ImmersionError):
    """An offer cannot have fewer places than people hold."""

    said = _FAULTS["below_taken"]
    offer: str
    taken: int


@dataclass(eq=False)
class OddDatesError(ImmersionError):
    """Dates that were agreed are over, or outside the days of the immersions: taken with a word of why."""

    said = marked("These dates are unusual. Say in a word why they are right.")
    oddness: frozenset[Oddness]


@dataclass(eq=False)
class SameTitleError(ImmersionError):
    """A host makes two offers that are called the same: `number` counts those of the form, from 0."""

    said = marked("You have another offer with this title. Say in the title what tells them apart.")
    number: int
