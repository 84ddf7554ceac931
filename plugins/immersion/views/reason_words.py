"""What pages say of why a round decided as it did: sentences in the reader's language, with the offers they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.programme.models import Edition
from core.web.locale import current_language
from plugins.immersion.letters.wording import around, typeset
from plugins.immersion.matching import Reason, Refusal, host_causes, host_outcome
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.reasons import Told
from plugins.immersion.queries.rounds import Host
from plugins.immersion.reasons import OfferReason, PersonReason
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
    """What a round decided for an offer, as the host's page says it; `names` are those of who came, by reference."""

    number: int
    title: str
    text: str
    reason: OfferReason
    names: Mapping[str, str]
    proof: Proof


def said_to_trainee(
    edition: Edition, told: Sequence[Told[PersonReason]], offers: Mapping[str, Host]
) -> list[TraineeRound]:
    """Say what each round decided for a person, the latest first; `offers` are those that the reasons name."""
    return [_trainee_round(edition, each.round, each.reason, offers) for each in reversed(told)]


def said_to_host(edition: Edition, told: Sequence[Told[OfferReason]], names: Mapping[str, str]) -> list[OfferRound]:
    """Say what each round decided for an offer, the latest first; `names` are those of who came, by reference."""
    return [
        OfferRound(
            number=each.round.number,
            title=round_title(each.round),
            text=_host_text(each.reason),
            reason=each.reason,
            names=names,
            proof=proof_of(edition, each.round),
        )
        for each in reversed(told)
    ]


def _host_text(reason: OfferReason) -> str:
    """Say what came of the requests. Where no place was left none was possible: "0 requests" would tell nothing."""
    language = current_language()
    causes = host_causes(reason.causes, language)
    if reason.demand.places:
        return typeset(" ".join([host_outcome(reason.demand, len(reason.came), language), *causes]), language)
    said: str = _("%(offer)s: no place was left to give in this round.", offer=reason.demand.offer)
    return " ".join([said, *(typeset(cause, language) for cause in causes)])


def _trainee_round(
    edition: Edition, round_: ImmersionRound, told: PersonReason, offers: Mapping[str, Host]
) -> TraineeRound:
    language = current_language()
    return TraineeRound(
        number=round_.number,
        title=round_title(round_),
        outcome=_sentence(replace(told.reason, refusals=()), offers),
        refusals=tuple(
            replace(
                _sentence(refusal, offers),
                rank=refusal.rank,
                # The last of the facts is the own draw number, which stands once for all of them.
                facts=tuple(typeset(fact, language) for fact in refusal.facts(language)[:-1]),
            )
            for refusal in told.reason.refusals
        ),
        draw_number=_("%(number)s of %(drawn)s", number=told.number, drawn=told.drawn),
        proof=proof_of(edition, round_),
    )


def _sentence(said: Reason | Refusal, offers: Mapping[str, Host]) -> Sentence:
    before, after = around(said, current_language())
    host = offers.get(said.offer)
    return Sentence(before, after, said.offer, host.name if host else None)
