"""What a trainee's page says: what became of each choice, and what happened when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.language.dates import day_of
from core.listing.reading import ListRow
from core.web.dates import said_day, said_moment
from plugins.immersion.enums import Pool, RoundState, Standing
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.trainees import ChoiceLine, PlaceLine, TraineeDetail
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import pgettext
from plugins.immersion.views.round_words import rank_words


@dataclass(frozen=True, slots=True)
class ChoiceOutcome:
    """A choice, and what became of it: a word, its tone, and more about it."""

    choice: ChoiceLine
    word: str
    tone: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a trainee."""

    at: datetime
    what: str
    note: str | None = None

    @property
    def moment(self) -> str:
        """When, as people say it."""
        return said_moment(self.at)


def outcomes(
    trainee: ListRow, wave: Sequence[ChoiceLine], places: Iterable[PlaceLine], rounds: Iterable[ImmersionRound]
) -> list[ChoiceOutcome]:
    """Say what became of each choice of a wave (of one moment, by rank)."""
    given = {(place.offer, place.rank): place for place in places if place.placed_at >= wave[0].received_at}
    obtained = next((choice.rank for choice in wave if (choice.offer, choice.rank) in given), None)
    decided = [round_.number for round_ in rounds if _decided_on(round_, trainee, wave[0].received_at)]
    return [_outcome(choice, given.get((choice.offer, choice.rank)), obtained, decided, trainee) for choice in wave]


def _decided_on(round_: ImmersionRound, trainee: ListRow, received_at: datetime) -> bool:
    """Say whether a published round looked at choices that were received at a time."""
    return (
        round_.state == RoundState.PUBLISHED
        and round_.published_at is not None
        and round_.published_at > received_at
        and (trainee.priority or round_.pool == Pool.EVERYBODY)
    )


def _outcome(
    choice: ChoiceLine, place: PlaceLine | None, obtained: int | None, decided: list[int], trainee: ListRow
) -> ChoiceOutcome:
    if place is not None and place.ended_at is None:
        note = _("in round %(number)s", number=place.round_number)
        return ChoiceOutcome(choice, pgettext("choice", "obtained"), "good", note)
    if place is not None:
        note = _("obtained in round %(number)s", number=place.round_number)
        return ChoiceOutcome(choice, pgettext("choice", "given up"), "neutral", note)
    if obtained is not None and choice.rank > obtained:
        return ChoiceOutcome(choice, pgettext("choice", "not needed"), "neutral", _("a better choice was obtained"))
    if decided:
        note = _("the places went to others")
        return ChoiceOutcome(
            choice, pgettext("choice", "not obtained"), "attention" if obtained is None else "neutral", note
        )
    if trainee.standing == Standing.WITHDRAWN:
        return ChoiceOutcome(choice, pgettext("choice", "no longer asked for"), "neutral")
    return ChoiceOutcome(choice, pgettext("choice", "waits for a round"), "waiting")


def history(found: TraineeDetail) -> list[Event]:
    """Say what happened to a trainee, the latest first."""
    row = found.row
    events = [Event(row.registered_at, _("Registered"))]
    for wave in found.waves:
        if wave[0].wave > 1:
            offers = ", ".join(choice.offer for choice in wave)
            events.append(Event(wave[0].received_at, _("New choices received"), offers))
    for place in found.places:
        note = f"{place.offer} · {place.host}"
        rank = rank_words(place.rank)
        events.append(
            Event(
                place.placed_at, _("Placed in round %(number)s, %(rank)s", number=place.round_number, rank=rank), note
            )
        )
        if place.ended_at:
            events.append(Event(place.ended_at, _("Place given up"), note))
    if row.withdrawn_at:
        events.append(Event(row.withdrawn_at, _("Withdrew"), found.withdrawal_reason))
    return sorted(events, key=lambda event: event.at, reverse=True)


def wave_words(wave: Sequence[ChoiceLine]) -> str:
    """Name a wave of choices by the day on which they came."""
    day = said_day(day_of(wave[0].received_at), weekday=False)
    said: str = _("Choices of %(day)s", day=day) if wave[0].wave == 1 else _("New choices of %(day)s", day=day)
    return said
