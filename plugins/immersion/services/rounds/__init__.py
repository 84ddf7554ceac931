"""The acts of a round of matching, from its planning to its publication (IM-14 to IM-16)."""

from plugins.immersion.services.rounds.adopting import adopt_variant
from plugins.immersion.services.rounds.asking import ask_new_choices, preview_asking
from plugins.immersion.services.rounds.ending import preview_telling, tell_hosts
from plugins.immersion.services.rounds.opening import cancel_proposal, open_round, reopen
from plugins.immersion.services.rounds.planning import change_seed, move_round, plan_round, plan_rounds
from plugins.immersion.services.rounds.proposing import propose, propose_now
from plugins.immersion.services.rounds.publishing import Published, preview, publish
from plugins.immersion.services.rounds.variants import add_variant, remove_variant

__all__ = [
    "Published",
    "add_variant",
    "adopt_variant",
    "ask_new_choices",
    "cancel_proposal",
    "change_seed",
    "move_round",
    "open_round",
    "plan_round",
    "plan_rounds",
    "preview",
    "preview_asking",
    "preview_telling",
    "propose",
    "propose_now",
    "publish",
    "remove_variant",
    "reopen",
    "tell_hosts",
]
