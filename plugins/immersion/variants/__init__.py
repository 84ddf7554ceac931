"""What if: a round decided otherwise on the same frozen pool, and what that brings and costs (IM-14); pure."""

from plugins.immersion.variants.changes import Changes, Pair, applied, faults_of, fitting, solved
from plugins.immersion.variants.comparing import (
    COUNTS,
    Count,
    Difference,
    Reassignment,
    counts_of,
    first_higher,
    first_lower,
    reassignments,
)
from plugins.immersion.variants.deviation import Deviation, capacities_of
from plugins.immersion.variants.measures import (
    Figures,
    Measures,
    Share,
    Surroundings,
    acquaintance,
    figures_of,
    measured,
)

__all__ = [
    "COUNTS",
    "Changes",
    "Count",
    "Deviation",
    "Difference",
    "Figures",
    "Measures",
    "Pair",
    "Reassignment",
    "Share",
    "Surroundings",
    "acquaintance",
    "applied",
    "capacities_of",
    "counts_of",
    "faults_of",
    "figures_of",
    "first_higher",
    "first_lower",
    "fitting",
    "measured",
    "reassignments",
    "solved",
]
