"""What pages say of why a round decided as it did: sentences in the reader's language, with the offers they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.programme.models import Edition
from core.web.locale import current_language
from plugins.immersion.letters.wording import around, typeset
from plugins.immersion.matching import HostReason, Reason, Refusal
from plugins.immersion.queries.explaining import OfferReason, TraineeReason, TraineeReasons
from plugins.immersion.queries.rounds import Host
from plugins.immersion.texts import gettext as _
from plugins.immersion.views.proof_words import Proof, proof_of, round_title


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, parted at the offer that it names; an offer that is gone has no `host`."""

    before: str
    after: str
    offer: str = ""
    host: str | None = None
    #: Of a choice that was not obtained: which one it was, and the numbers behind it.
    rank: int = 0
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TraineeRound:
    """What a round decided for one person, as their page says it."""

    number: int
    title: str
    outcome: Sentence
    refusals: tuple[Sentence, ...]
    draw_number: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class OfferRound:
    """What a round decided for an offer, as the host's page says it: `came` are rows of the reason.

    `asked` is how many of the round's pool named the offer, whether or not it was possible for them.
    """

    title: str
    text: str
    asked: int
    asked_first: int
    reason: OfferReason
    proof: Proof


def said_to_trainee(edition: Edition, reasons: TraineeReasons) -> list[TraineeRound]:
    """Say what each round decided for a person, the latest first."""
    return [_trainee_round(edition, each, reasons.offers) for each in reversed(reasons.rounds)]


def said_to_host(edition: Edition, reasons: Sequence[OfferReason]) -> list[OfferRound]:
    """Say what each round decided for an offer, the latest first."""
    language = current_language()
    return [
        OfferRound(
            title=round_title(each.round),
            text=_host_text(each.reason, language),
            asked=len(each.came) + len(each.reason.missed),
            asked_first=[*(one.rank for one in each.came), *(one.rank for one in each.reason.missed)].count(1),
            reason=each,
            proof=proof_of(edition, each.round),
        )
        for each in reversed(reasons)
    ]


def _host_text(reason: HostReason, language: str) -> str:
    """Say what came of the requests. Where no place was left none was possible: "0 requests" would tell nothing."""
    text = reason.text(language)
    if reason.demand.places:
        return typeset(text, language)
    causes = typeset(text.removeprefix(replace(reason, missed=()).text(language)), language)
    said: str = _("%(offer)s: no place was left to give in this round.", offer=reason.demand.offer)
    return said + causes


def _trainee_round(edition: Edition, each: TraineeReason, offers: Mapping[str, Host]) -> TraineeRound:
    language = current_language()
    return TraineeRound(
        number=each.round.number,
        title=round_title(each.round),
        outcome=_sentence(replace(each.reason, refusals=()), offers),
        refusals=tuple(
            replace(
                _sentence(refusal, offers),
                rank=refusal.rank,
                # The last of the facts is the own draw number, which stands once for all of them.
                facts=tuple(typeset(fact, language) for fact in refusal.facts(language)[:-1]),
            )
            for refusal in each.reason.refusals
        ),
        draw_number=_("%(number)s of %(drawn)s", number=each.number, drawn=each.drawn),
        proof=proof_of(edition, each.round),
    )


def _sentence(said: Reason | Refusal, offers: Mapping[str, Host]) -> Sentence:
    before, after = around(said, current_language())
    host = offers.get(said.offer)
    return Sentence(before, after, said.offer, host.name if host else None)
