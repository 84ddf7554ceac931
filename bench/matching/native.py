"""The native solvers: what each makes of the arrays of a model, timed from the arrays to the flows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bench.matching.model import Model


def lemon(model: Model) -> Any:
    """LEMON's network simplex with its default pivot rule, block search, which is the fastest of its five here."""
    from pylmcf import pylmcf_cpp  # noqa: PLC0415 - Memory is measured: each process loads the solver it runs.

    return pylmcf_cpp.lmcf(model.supplies, model.starts, model.ends, model.capacities, model.costs)


def or_tools(model: Model) -> Any:
    """SimpleMinCostFlow of OR-tools, arcs handed over in bulk. Raises ValueError when it does not reach the optimum."""
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - As above.

    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(model.starts, model.ends, model.capacities, model.costs)
    flow.set_nodes_supplies(np.arange(len(model.supplies)), model.supplies)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ValueError(f"OR-tools ends with {status}.")
    return flow.flows(arcs)


NATIVES: dict[str, Callable[[Model], Any]] = {"LEMON": lemon, "OR-tools": or_tools}
