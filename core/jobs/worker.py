"""The worker: takes what is due from the queue and does it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from rq import Worker
from rq.serializers import JSONSerializer

from core.jobs.handlers import Lane
from core.jobs.queue import handed_over, open_redis, queue_of
from core.jobs.runtime import Runtime
from core.jobs.work import perform_all


@dataclass
class _Process:
    """The runtime of this process; a forked child finds it here, and knows by the id that it is one."""

    runtime: Runtime
    id: int


_here: list[_Process] = []


def equip(runtime: Runtime) -> None:
    """Let `perform`, which the queue knows by name only, work with `runtime` in this process and in its children."""
    _here[:] = [_Process(runtime, os.getpid())]


def perform(due: Sequence[Sequence[str]]) -> int:
    """Do what the relay handed over ([dispatch id, tenant id, kind] each); return how many were done by us."""
    process = _here[0]
    if process.id == os.getpid():
        return perform_all(process.runtime, handed_over(due))
    # The connections are the parent's: leave them alone, open our own, and close those before we end.
    engine = process.runtime.engine
    engine.dispose(close=False)
    try:
        return perform_all(process.runtime, handed_over(due))
    finally:
        engine.dispose()


def run_worker(runtime: Runtime, lane: Lane, *, burst: bool = False) -> None:
    """Do the work of a lane until SIGTERM or SIGINT, which let the work in hand be finished.

    With `burst`, until its queue is empty.
    """
    equip(runtime)
    queue = queue_of(open_redis(runtime.settings), lane)
    worker = Worker([queue], connection=queue.connection, serializer=JSONSerializer, log_job_description=False)
    worker.work(burst=burst, with_scheduler=False)
