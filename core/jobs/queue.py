"""The queues between relay and worker, one a lane. What they forget is handed over again: the database alone knows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from core.jobs.handlers import Lane
from core.jobs.work import Due
from core.settings import Settings

NAME = "liaison"

#: What the worker is asked to call.
_PERFORM = "core.jobs.worker.perform"

#: After so many seconds in the worker, something hangs.
_TOO_LONG = 3600

#: How long the queue remembers what failed, in seconds: for us to look at, never for a person.
_MEMORY = 24 * 3600

#: For so long, in seconds, we believe that what was handed over still waits; then it is handed over once more.
_BELIEVED = 3600


def open_redis(settings: Settings) -> Redis:
    """Open the server of the queues. Raises ValueError without its address."""
    if settings.redis_url is None:
        raise ValueError("The queue has no address: open it inside servers().")
    return Redis.from_url(settings.redis_url)


def queue_of(redis: Redis, lane: Lane) -> Queue:
    """Return the queue of a lane; its content is JSON, so that reading it runs nothing."""
    return Queue(f"{NAME}-{lane}", connection=redis, serializer=JSONSerializer)


def hand_over(queue: Queue, due: Sequence[Due]) -> None:
    """Let one worker do `due`, one after the other.

    Each hand-over has a name of its own, so that what the queue remembers of an earlier one never stands in its way.
    The name is noted for each piece first: one that was noted but never put there counts as not waiting.
    """
    name = str(uuid.uuid4())
    with queue.connection.pipeline(transaction=False) as pipeline:
        for each in due:
            pipeline.set(_note(each), name, ex=_BELIEVED)
        pipeline.execute()
    queue.enqueue_call(
        _PERFORM,
        args=([[str(each.id), str(each.tenant_id), each.kind] for each in due],),
        timeout=_TOO_LONG,
        result_ttl=0,
        failure_ttl=_MEMORY,
        description=f"{len(due)} x {due[0].kind}",
        job_id=name,
    )


def handed_over(due: Iterable[Sequence[str]]) -> list[Due]:
    """Read what `hand_over` wrote."""
    return [Due(uuid.UUID(dispatch_id), uuid.UUID(tenant_id), kind) for dispatch_id, tenant_id, kind in due]


def waiting(redis: Redis, due: Sequence[Due]) -> set[uuid.UUID]:
    """Return the ids among `due` that wait in a queue for a worker, in two round trips however long the queues are.

    What a worker took from the queue and did not begin, perhaps because it was killed just then, waits no more.
    """
    if not due:
        return set()
    found = zip(due, redis.mget([_note(each) for each in due]), strict=True)
    noted = {each.id: name.decode() for each, name in found if isinstance(name, bytes)}
    names = sorted(set(noted.values()))
    with redis.pipeline(transaction=False) as pipeline:
        for name in names:
            pipeline.hget(Job.key_for(name), "status")
        for lane in Lane:
            pipeline.lrange(queue_of(redis, lane).intermediate_queue_key, 0, -1)
        answers = pipeline.execute()
    taken = {name.decode() for in_hand in answers[len(names) :] for name in in_hand}
    queued = {name for name, state in zip(names, answers, strict=False) if state == b"queued"} - taken
    return {dispatch_id for dispatch_id, name in noted.items() if name in queued}


def _note(due: Due) -> str:
    return f"{NAME}:handed-over:{due.id}"
