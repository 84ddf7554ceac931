"""The queue between relay and worker. What it forgets is handed over again: the truth is in the database."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from core.jobs.work import Due
from core.settings import Settings

NAME = "liaison"

#: What the worker is asked to call.
_PERFORM = "core.jobs.worker.perform"

#: After so many seconds in the worker, something hangs.
_TOO_LONG = 3600

#: How long the queue remembers what failed, in seconds: for us to look at, never for a person.
_MEMORY = 24 * 3600


def open_queue(settings: Settings) -> Queue:
    """Open the queue; its content is JSON, so that reading it runs nothing. Raises ValueError without its address."""
    if settings.redis_url is None:
        raise ValueError("The queue has no address: open it inside servers().")
    return Queue(NAME, connection=Redis.from_url(settings.redis_url), serializer=JSONSerializer)


def hand_over(queue: Queue, due: Sequence[Due]) -> None:
    """Let one worker do `due`, one after the other.

    Each hand-over has a name of its own, so that what the queue remembers of an earlier one never stands in its way.
    """
    queue.enqueue_call(
        _PERFORM,
        args=([[str(each.id), str(each.tenant_id), each.kind] for each in due],),
        timeout=_TOO_LONG,
        result_ttl=0,
        failure_ttl=_MEMORY,
        description=f"{len(due)} x {due[0].kind}",
        job_id=str(uuid.uuid4()),
    )


def handed_over(due: Iterable[Sequence[str]]) -> list[Due]:
    """Read what `hand_over` wrote."""
    return [Due(uuid.UUID(dispatch_id), uuid.UUID(tenant_id), kind) for dispatch_id, tenant_id, kind in due]


def waiting(queue: Queue) -> set[uuid.UUID]:
    """Return the ids of everything that still waits in the queue for a worker."""
    jobs = Job.fetch_many(queue.get_job_ids(), connection=queue.connection, serializer=JSONSerializer)
    return {each.id for job in jobs if job is not None for each in handed_over(job.args[0])}
