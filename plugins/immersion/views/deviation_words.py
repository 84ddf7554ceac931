"""What a page says of a round that deviates from the rule: in what, why, by whose decision and when."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.immersion.models import ImmersionRound
from plugins.immersion.texts import gettext as _
from plugins.immersion.variants import Deviation, capacities_of
from plugins.immersion.views.round_words import OBJECTIVES, said_moment


@dataclass(frozen=True, slots=True)
class Said:
    """How a round deviates: what is otherwise than by the rule, and the decisions that led there, in order."""

    #: False where all that was decided otherwise has fallen away.
    deviates: bool
    otherwise: list[str]
    decisions: list[tuple[str, str]]


def deviation_of(round_: ImmersionRound) -> Said | None:
    """Say how a round deviates from the rule; None where it does not, or not any more."""
    deviations = [Deviation.from_json(each) for each in round_.deviations]
    if not deviations:
        return None
    last = deviations[-1].decided
    otherwise = []
    if last.objective != round_.objective:
        otherwise.append(_("Other aim: %(objective)s", objective=OBJECTIVES[last.objective]))
    otherwise += [
        _("Imposed: %(trainee)s gets a place at %(offer)s", trainee=who, offer=where) for who, where in last.pins
    ]
    otherwise += [
        _("Excluded: %(trainee)s does not go to %(offer)s", trainee=who, offer=where) for who, where in last.forbidden
    ]
    otherwise += [
        _("%(offer)s: %(new)s places instead of %(old)s", offer=offer, new=new, old=old)
        for offer, (old, new) in capacities_of(deviations).items()
    ]
    fell_away = [
        _("Fell away when the round was opened again: %(trainee)s at %(offer)s", trainee=who, offer=where)
        for deviation in deviations
        for who, where in deviation.fell_away
    ]
    if not otherwise and not fell_away:
        return None
    decisions = [_decision(each) for each in deviations if not each.fell_away]
    return Said(bool(otherwise), [*otherwise, *fell_away], decisions)


def _decision(deviation: Deviation) -> tuple[str, str]:
    return deviation.reason, f"{deviation.by}, {said_moment(deviation.at)}"
