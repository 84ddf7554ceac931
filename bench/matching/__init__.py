"""Times the matching beside native solvers of minimum-cost flow, on the same instances in one run."""
