"""What pages say of a variant: what it decides otherwise, what it brings and costs, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.contract.module import Label
from plugins.immersion.errors import (
    Fault,
    ImmersionError,
    OfferResizedError,
    PlacesTakenError,
    PoolTooLargeError,
    ProposalMovedError,
    ReasonMissingError,
    SameAsProposalError,
    TooManyVariantsError,
    UnknownVariantError,
)
from plugins.immersion.matching import Instance
from plugins.immersion.queries.variants import Column, Outcome
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import lazy_gettext as _l
from plugins.immersion.texts import ngettext
from plugins.immersion.variants import Changes, Count
from plugins.immersion.views import round_words

#: An objective in a few words; `round_words.OBJECTIVES` says it whole.
NAMES: Final[Mapping[str, Label]] = {
    "priority": _l("Host services first"),
    "coverage": _l("As many people as possible"),
    "serial": _l("One after the other"),
}


def name_of(column: Column, proposal: Changes) -> str:
    """Name a variant by its label or else by what it decides, in a few words."""
    if column.variant and column.variant.label:
        return column.variant.label
    return ", ".join(_few_words(column.changes, proposal))


def decided(changes: Changes, proposal: Changes, instance: Instance) -> list[str]:
    """Say what a variant decides otherwise than the proposal, a sentence for each decision."""
    had = {offer.id: offer.capacity for offer in instance.offers}
    said = []
    if changes.objective != proposal.objective:
        said.append(_("Other aim: %(objective)s", objective=round_words.OBJECTIVES[changes.objective]))
    said += [_("%(trainee)s gets a place at %(offer)s", trainee=who, offer=where) for who, where in changes.pins]
    said += [_("%(trainee)s does not go to %(offer)s", trainee=who, offer=where) for who, where in changes.forbidden]
    said += [
        _("%(offer)s: %(new)s places instead of %(old)s", offer=offer, new=places, old=had.get(offer, 0))
        for offer, places in changes.capacities
        if had.get(offer) != places
    ]
    said += [
        _("No longer imposed: %(trainee)s at %(offer)s", trainee=who, offer=where)
        for who, where in sorted(set(proposal.pins) - set(changes.pins))
    ]
    said += [
        _("No longer excluded: %(trainee)s at %(offer)s", trainee=who, offer=where)
        for who, where in sorted(set(proposal.forbidden) - set(changes.forbidden))
    ]
    return said or [_("Nothing: this is what the proposal decides by now.")]


def effect(outcome: Outcome) -> list[str]:
    """Say what a variant brings and costs against the proposal: what goes up, what goes down, who changes (IM-14)."""
    if not outcome.moves:
        return [_("Everybody gets what they get in the proposal")]
    said = []
    if outcome.gain:
        said.append(_more(outcome.gain.count, outcome.gain.by))
    if outcome.cost:
        said.append(_fewer(outcome.cost.count, outcome.cost.by))
    if not said:
        said.append(_("As many places and choices as in the proposal"))
    changing = len(outcome.moves)
    said.append(ngettext("%(num)s person gets something else", "%(num)s people get something else", changing))
    return said


def sentence(error: ImmersionError) -> str:
    """Say in the reader's language why an act on a variant was not done, and what to do."""
    said: str
    match error:
        case UnknownVariantError():
            said = _("Somebody has removed variant %(number)s. Look at those there are.", number=error.number)
        case SameAsProposalError():
            said = _("This is just what the proposal decides. Change something, then compare.")
        case TooManyVariantsError():
            said = _("There are %(most)s variants already. Remove one, then add another.", most=error.most)
        case PoolTooLargeError():
            said = _(
                "This pool has %(pool)s people. Variants are computed for up to %(most)s, "
                "so that nobody waits for a page.",
                pool=error.pool,
                most=error.most,
            )
        case ProposalMovedError():
            said = _("The proposal is another one by now. Compare again, then decide.")
        case ReasonMissingError():
            said = _("Say why this round deviates from the rule.")
        case OfferResizedError():
            said = _(
                "%(offer)s had %(frozen)s places when the round was opened and has %(now)s now. "
                "Withdraw the proposal and open the round again.",
                offer=error.offer,
                frozen=error.frozen,
                now=error.now,
            )
        case PlacesTakenError():
            said = _below_taken(error.offer, error.taken)
        case _other:
            said = round_words.sentence(error)
    return said


def fault_sentence(fault: Fault) -> str:
    """Say what is wrong with a line of a variant, in the reader's language."""
    parts = fault.parts
    trainee, offer = parts.get("trainee", parts.get("request", "")), parts.get("offer", "")
    sentences: dict[str, str] = {
        "unknown_trainee": _("Nobody in this round’s pool has the reference %(trainee)s.", trainee=trainee),
        "unknown_offer": _("No host of this round has the reference %(offer)s.", offer=offer),
        "repeated_trainee": _("%(trainee)s is imposed twice. Keep one line.", trainee=trainee),
        "repeated_offer": _("%(offer)s stands here twice. Keep one line.", offer=offer),
        "not_chosen": _("%(trainee)s did not choose %(offer)s.", trainee=trainee, offer=offer),
        "below_taken": _below_taken(str(offer), int(parts.get("taken", 0))),
        "pinned_not_chosen": _("%(trainee)s did not choose %(offer)s.", trainee=trainee, offer=offer),
        "pinned_beyond_max": _(
            "%(offer)s is a choice of %(trainee)s that does not count any more: too far down the list.",
            trainee=trainee,
            offer=offer,
        ),
        "pinned_own_institution": _("%(offer)s is the own institution of %(trainee)s.", trainee=trainee, offer=offer),
        "pinned_language": _("%(trainee)s and %(offer)s have no language in common.", trainee=trainee, offer=offer),
        "pinned_and_forbidden": _(
            "%(trainee)s at %(offer)s is imposed here and excluded below. Keep one of the two.",
            trainee=trainee,
            offer=offer,
        ),
        "pinned_no_place": _("No place is left at %(offer)s.", offer=offer),
        "pins_over_places": _(
            "More people are imposed at %(offer)s than there are places left (%(places)s): %(people)s.",
            offer=offer,
            places=parts.get("places", 0),
            people=parts.get("requests", ""),
        ),
        "pins_over_cap": _(
            "More people of one institution are imposed at %(offer)s than may go there (%(cap)s): %(people)s.",
            offer=offer,
            cap=parts.get("cap", 0),
            people=parts.get("requests", ""),
        ),
    }
    return sentences.get(fault.key) or str(_("This contradicts the rest. Look at the line again."))


def _below_taken(offer: str, taken: int) -> str:
    said: str = ngettext(
        "%(num)s place at %(offer)s is taken already; there cannot be fewer.",
        "%(num)s places at %(offer)s are taken already; there cannot be fewer.",
        taken,
        offer=offer,
    )
    return said


def _few_words(changes: Changes, proposal: Changes) -> list[str]:
    few = []
    if changes.objective != proposal.objective:
        few.append(str(NAMES[changes.objective]))
    if changes.pins:
        few.append(ngettext("%(num)s imposed", "%(num)s imposed", len(changes.pins)))
    if changes.forbidden:
        few.append(ngettext("%(num)s excluded", "%(num)s excluded", len(changes.forbidden)))
    few += [
        ngettext("%(offer)s: %(num)s place", "%(offer)s: %(num)s places", places, offer=offer)
        for offer, places in changes.capacities[:2]
    ]
    return few or [str(_("without exceptions"))]


def _more(count: Count, by: int) -> str:
    said: dict[Count, str] = {
        "placed": ngettext("%(num)s person more gets a place", "%(num)s people more get a place", by),
        "priority_placed": ngettext(
            "%(num)s person of a host service more gets a place",
            "%(num)s people of host services more get a place",
            by,
        ),
        "priority_first": ngettext(
            "%(num)s person of a host service more gets their first choice",
            "%(num)s people of host services more get their first choice",
            by,
        ),
        "priority_second": ngettext(
            "%(num)s person of a host service more gets their second choice",
            "%(num)s people of host services more get their second choice",
            by,
        ),
        "others_placed": ngettext(
            "%(num)s person of another service more gets a place",
            "%(num)s people of other services more get a place",
            by,
        ),
        "others_first": ngettext(
            "%(num)s person of another service more gets their first choice",
            "%(num)s people of other services more get their first choice",
            by,
        ),
        "others_second": ngettext(
            "%(num)s person of another service more gets their second choice",
            "%(num)s people of other services more get their second choice",
            by,
        ),
    }
    return said[count]


def _fewer(count: Count, by: int) -> str:
    said: dict[Count, str] = {
        "placed": ngettext("%(num)s person fewer gets a place", "%(num)s people fewer get a place", by),
        "priority_placed": ngettext(
            "%(num)s person of a host service fewer gets a place",
            "%(num)s people of host services fewer get a place",
            by,
        ),
        "priority_first": ngettext(
            "%(num)s person of a host service fewer gets their first choice",
            "%(num)s people of host services fewer get their first choice",
            by,
        ),
        "priority_second": ngettext(
            "%(num)s person of a host service fewer gets their second choice",
            "%(num)s people of host services fewer get their second choice",
            by,
        ),
        "others_placed": ngettext(
            "%(num)s person of another service fewer gets a place",
            "%(num)s people of other services fewer get a place",
            by,
        ),
        "others_first": ngettext(
            "%(num)s person of another service fewer gets their first choice",
            "%(num)s people of other services fewer get their first choice",
            by,
        ),
        "others_second": ngettext(
            "%(num)s person of another service fewer gets their second choice",
            "%(num)s people of other services fewer get their second choice",
            by,
        ),
    }
    return said[count]
