"""Times some engines in turns on one instance: `python -m bench.matching.turns SHAPE N SEED TURNS ENGINE...`.

"ours" is the compiled form and "pure" the sources as they are, each in a process that was started with that form.
A process of its own, started by `cells`, so that an engine that takes too long can be ended and memory can be measured.
Each run prints a line of JSON: CPU seconds, the vector that was reached, and the peak of memory so far.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time, thread_time

from bench.matching import form
from bench.shapes import SHAPES
from plugins.immersion.matching import Instance, solve
from plugins.immersion.matching.objective import Vector, vector_of
from plugins.immersion.matching.sharing import share_out

#: Whether an engine is the compiled form.
FORMS = {"ours": True, "serial": True, "whole result": True, "pure": False}
WARM_UP = 30
NATIVE_LIMIT = 30  # CPU seconds after which a native solver is ended.


@dataclass(frozen=True)
class Run:
    """CPU seconds from the parsed instance, those of the solver's call alone, and the vector that was reached."""

    whole: float
    call: float
    vector: Vector


def ours(instance: Instance) -> Run:
    """Table, optimum and draw; for the objective "serial" the same table, and one choice after the other."""
    begin = thread_time()
    table, shares = share_out(instance)
    taken = thread_time() - begin
    seats = [None if seat is None else table.offers[seat] for seat in shares.seats]
    return Run(taken, taken, reached(instance, zip((one.id for one in table.requests), seats, strict=True)))


def whole_result(instance: Instance) -> Run:
    """All that the application asks for: fingerprint, alerts, certificate and explanations too."""
    begin = thread_time()
    result = solve(instance)
    taken = thread_time() - begin
    return Run(taken, taken, result.vector)


def native(name: str, instance: Instance) -> Run:
    """A native solver of flows, without the draw: model, call from arrays to flows, and seats read back."""
    from bench.matching.model import flow_model, seats_of, weights_for  # noqa: PLC0415 - Ours needs no numpy.
    from bench.matching.native import NATIVES  # noqa: PLC0415 - As above.

    weights, call = weights_for(instance), NATIVES[name]
    limit(NATIVE_LIMIT)
    begin = thread_time()
    model = flow_model(instance, weights)
    called = thread_time()
    flows = call(model)
    returned = thread_time()
    seats = seats_of(model, flows)
    taken = thread_time() - begin
    limit(None)
    names = (request.id for request in instance.requests)
    return Run(taken, returned - called, reached(instance, zip(names, seats, strict=True)))


def limit(seconds: int | None) -> None:
    """Have the system end this process when it has used so many more seconds, or no longer.

    The clock of a process with such a limit is a coarse one, so what is timed goes by the clock of its thread.
    """
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    end = most if seconds is None else int(process_time()) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (end, most))


def reached(instance: Instance, seats: Iterable[tuple[str, str | None]]) -> Vector:
    """The six counts of an assignment."""
    return vector_of(instance, dict(seats))


def run(engine: str, instance: Instance) -> Run:
    """One run of an engine on an instance of which nothing is known yet: what an earlier run looked up is gone.

    Raises ValueError for an engine that is not of the form that this process has.
    """
    if engine in FORMS and FORMS[engine] != (form.COMPILED in os.environ):
        raise ValueError(f"{engine} was asked of a process with the other form of the matching.")
    if engine == "serial":
        return ours(replace(instance, objective="serial"))
    fresh = replace(instance)
    return {"ours": ours, "pure": ours, "whole result": whole_result}.get(engine, lambda one: native(engine, one))(
        fresh
    )


def peak() -> int:
    """The most memory this process has held so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # The other figure also counts what the starting process held when this one was split off.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 // 1_000_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000_000


def main(shape: str, n: int, seed: int, turns: int, engines: list[str]) -> None:
    """Run the engines in turns, and print a line for each run."""
    for engine in engines:
        # Loads the libraries, and lets every line run once, outside of what is timed.
        run(engine, SHAPES[shape](WARM_UP, seed))
    instance = SHAPES[shape](n, seed)
    for _ in range(turns):
        for engine in engines:
            found = run(engine, instance)
            line = {"engine": engine, "whole": found.whole, "call": found.call, "vector": found.vector, "peak": peak()}
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
