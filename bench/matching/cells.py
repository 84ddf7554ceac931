"""One cell of the table: a shape at a size, every engine in turns, and the proof that all found the same vector."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.matching.form import COMPILED
from bench.matching.turns import NATIVE_LIMIT
from deploy.compiling import compiled_matching

NATIVES = ("LEMON", "OR-tools")
OURS = ("ours", "serial", "whole result")
PURE = "pure"
LARGE = 10_000
SMALL_TURNS, LARGE_TURNS = 7, 3
PATIENCE = 20  # CPU seconds an engine may use up in a cell before its further turns are left out.


@dataclass
class Cell:
    """The CPU seconds and the peak of memory, in MB, of every run of every engine; who was ended is in ``ended``."""

    shape: str
    n: int
    runs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)

    def seconds(self, engine: str, key: str = "whole") -> float:
        """The median of an engine's CPU seconds; the limit for one that was ended, which needs more than that."""
        return float(NATIVE_LIMIT if engine in self.ended else median(run[key] for run in self.runs[engine]))

    def fastest(self, key: str) -> str:
        """The faster of the native solvers."""
        return min(NATIVES, key=lambda name: self.seconds(name, key))

    def ratio(self, key: str, engine: str = "ours") -> tuple[float, bool]:
        """Ours against the faster native solver, and whether it is only a bound because none reached its end."""
        name = self.fastest(key)
        return self.seconds(engine) / self.seconds(name, key), name in self.ended

    def peak(self, engine: str) -> int | None:
        """The memory of a process that solves once: instance, Python and engine."""
        return None if engine in self.ended else max(run["peak"] for run in self.runs[engine])

    def vectors(self) -> set[tuple[int, ...]]:
        """The different vectors of the engines that answer the question; there must be one."""
        return {tuple(run["vector"]) for name, runs in self.runs.items() if name != "serial" for run in runs}


def measure(shape: str, n: int, seed: int = 1) -> Cell:
    """Time a cell. Raises ValueError if two engines disagree about the vector: then the comparison is void.

    Small instances are timed in two processes, one for each form of the matching, with the natives in both. Large ones
    get a process for each turn of each engine, so that each has memory of its own and one that takes too long can be
    ended.
    """
    cell = Cell(shape, n)
    if n < LARGE:
        _take(cell, seed, SMALL_TURNS, [*OURS, *NATIVES])
        _take(cell, seed, SMALL_TURNS, [PURE, *NATIVES])
    else:
        for _ in range(LARGE_TURNS):
            for engines in (OURS, (PURE,), *((name,) for name in NATIVES)):
                spent = sum(run["whole"] for run in cell.runs.get(engines[0], []))
                if engines[0] not in cell.ended and spent < PATIENCE:
                    _take(cell, seed, 1, engines)
    if len(cell.vectors()) != 1:
        raise ValueError(f"{shape}, {n}: the engines disagree, {cell.vectors()}.")
    return cell


def _take(cell: Cell, seed: int, turns: int, engines: Sequence[str]) -> None:
    """Let a process time some engines, and note what it printed; one that the system ended was too slow."""
    command = [sys.executable, "-m", "bench.matching.turns", cell.shape, str(cell.n), str(seed), str(turns), *engines]
    environment = {**os.environ, COMPILED: str(compiled_matching())} if engines[0] in OURS else None
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    for line in map(json.loads, done.stdout.splitlines()):
        cell.runs.setdefault(line["engine"], []).append(line)
    if done.returncode == -signal.SIGXCPU:
        cell.ended.add(engines[0])
    else:
        done.check_returncode()
