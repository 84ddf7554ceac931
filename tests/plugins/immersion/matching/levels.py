"""The greatest vector by linear programs, one for each of its six counts: no flow, no packed weights, no prices.

Each count is maximised while those before it keep their greatest value. Requests and offers share places as in a
network, so that every corner of the feasible region is integral, also on the face that a greatest value cuts out.
"""

import highspy
import numpy as np

from plugins.immersion.matching import Instance

# A place obtained counts on a level if its trainee is of one of these classes, and its rank is one of these.
P, N, ALL = (True,), (False,), (True, False)
ANY_RANK = (1, 2, 3)
LEVELS = {
    "priority": ((P, ANY_RANK), (P, (1,)), (P, (2,)), (N, ANY_RANK), (N, (1,)), (N, (2,))),
    "coverage": ((ALL, ANY_RANK), (P, ANY_RANK), (P, (1,)), (P, (2,)), (N, (1,)), (N, (2,))),
}


def greatest_vector(instance: Instance) -> tuple[int, ...]:
    """The vector of an instance with nothing fixed, pinned, forbidden or capped, where no language is named."""
    houses = {offer.id: offer.institution for offer in instance.offers}
    pairs = [
        (row, request.priority, rank, choice)
        for row, request in enumerate(instance.requests)
        for rank, choice in enumerate(request.choices, 1)
        if houses[choice] is None or houses[choice] != request.institution
    ]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    columns = np.arange(len(pairs), dtype=np.int32)
    solver.addVars(len(pairs), np.zeros(len(pairs)), np.ones(len(pairs)))
    for row in range(len(instance.requests)):
        at_most(solver, 1, [column for column, pair in enumerate(pairs) if pair[0] == row])
    for offer in instance.offers:
        at_most(solver, offer.capacity, [column for column, pair in enumerate(pairs) if pair[3] == offer.id])
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    found: list[int] = []
    for classes, ranks in LEVELS[instance.objective]:
        counted = np.array([float(pair[1] in classes and pair[2] in ranks) for pair in pairs])
        solver.changeColsCost(len(pairs), columns, counted)
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        value = solver.getInfo().objective_function_value
        found.append(round(value))
        assert abs(value - found[-1]) < 1e-6, "a corner is integral"
        solver.addRow(found[-1], highspy.kHighsInf, len(pairs), columns, counted)
    return tuple(found)


def at_most(solver: highspy.Highs, most: int, columns: list[int]) -> None:
    solver.addRow(-highspy.kHighsInf, most, len(columns), np.array(columns, dtype=np.int32), np.ones(len(columns)))
