"""Timings: run each file with `python -m bench.NAME` from the root; none of them asserts a time."""
