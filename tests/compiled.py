"""With `python -m pytest -p tests.compiled tests/plugins/immersion/matching` the compiled form of it is tested."""

import importlib

from deploy.compiling import compiled_matching, use_compiled

use_compiled(compiled_matching())


def pytest_report_header() -> str:
    """Say which form is tested; whoever asked for the compiled one is not given the other."""
    chains = importlib.import_module("plugins.immersion.matching.chains")
    if chains.__file__ is None or chains.__file__.endswith(".py"):
        raise RuntimeError("The matching that was imported is not the compiled one.")
    return f"matching: compiled, {chains.__file__}"
