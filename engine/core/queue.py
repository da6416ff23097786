"""The job queues, in the order workers empty them. Arguments are ids as strings, in JSON.

Within a queue orgs take turns: who has fewest jobs at work comes next, then who waited longest for a turn. An org
with a thousand accounts is not ahead of one with a single account, and has every worker while nobody else waits.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import Enum, auto
from functools import cache
from typing import Any

from redis import Redis
from rq import Queue
from rq.job import Retry
from rq.serializers import JSONSerializer
from rq.utils import now, utcformat

from engine.core.store import hasty_redis, redis

EVENTS = "events"  # what listeners hear and what must follow at once: short, and never behind a sync
QUEUES = (EVENTS, "priority", "sync", "default", "webhooks", "ai")
RETRY_S = (60, 300, 900)
TIMEOUT_S = 3600
FAILURE_TTL_S = 30 * 86400
LOOK_AT = 5000  # so far into a queue the next org's job is looked for

# KEYS: the queue, its jobs at work, when each org last had its turn. A job's id begins with its org's 32 digits.
_NEXT = """
local ids = redis.call('LRANGE', KEYS[1], 0, ARGV[1] - 1)
if #ids == 0 then
    redis.call('DEL', KEYS[3])
    return false
end
local at_work = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
    local org = string.sub(id, 1, 32)
    at_work[org] = (at_work[org] or 0) + 1
end
local turns = redis.call('HGETALL', KEYS[3])
local turn, last = {}, 0
for i = 1, #turns, 2 do
    turn[turns[i]] = tonumber(turns[i + 1])
    last = math.max(last, turn[turns[i]])
end
local best, best_org, fewest, oldest
for _, id in ipairs(ids) do
    local org = string.sub(id, 1, 32)
    local busy, had = at_work[org] or 0, turn[org] or 0
    if not best or busy < fewest or (busy == fewest and had < oldest) then
        best, best_org, fewest, oldest = id, org, busy, had
        if busy == 0 and had == 0 then break end
    end
end
redis.call('LREM', KEYS[1], 1, best)
redis.call('HSET', KEYS[3], best_org, last + 1)
return best
"""


# KEYS: jobs by the second from which they may run, the queue, RQ's set of queues. A job is in one or the other.
_WAKE = """
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[3])) do
    redis.call('ZREM', KEYS[1], id)
    if redis.call('EXISTS', 'rq:job:' .. id) == 1 then
        redis.call('HSET', 'rq:job:' .. id, 'status', 'queued', 'enqueued_at', ARGV[2])
        redis.call('RPUSH', KEYS[2], id)
        redis.call('SADD', KEYS[3], KEYS[2])
    end
end
"""


class FairQueue(Queue):
    """RQ's queue, whose next job is the next org's."""

    @classmethod
    def lpop(cls, queue_keys: Sequence[str], timeout: int | None, connection: Redis | None = None) -> Any:
        """The next (queue key, job id); while every queue is empty it waits as RQ does."""
        take = redis().register_script(_NEXT)
        for key in queue_keys:
            name = key.removeprefix(cls.redis_queue_namespace_prefix)
            found = take(keys=[key, f"rq:wip:{name}", f"cmis:turns:{name}"], args=[LOOK_AT], client=connection)
            if found is not None:
                return key, found
        return super().lpop(queue_keys, timeout, connection)


@cache
def queue(name: str, *, hasty: bool = False) -> FairQueue:
    """The RQ queue of that name, by the connection of those who wait, or of those who cannot."""
    if name not in QUEUES:
        raise KeyError(name)
    connection = hasty_redis() if hasty else redis()
    return FairQueue(name, connection=connection, serializer=JSONSerializer, default_timeout=TIMEOUT_S)


def send(
    name: str, args: list[str], *, queue_name: str, job_id: str, delay_s: float = 0, hasty: bool = False
) -> None:
    """Hand a job to the workers: three retries at 60, 300 and 900 s. The same id twice is one job."""
    call: dict[str, Any] = {
        "args": args,
        "job_id": job_id,
        "retry": Retry(max=len(RETRY_S), interval=list(RETRY_S)),
        "result_ttl": 0,
        "failure_ttl": FAILURE_TTL_S,
    }
    there = queue(queue_name, hasty=hasty)
    there.connection.zrem(f"rq:failed:{queue_name}", job_id)  # what is sent anew has not failed
    if delay_s > 0:
        # RQ cuts the moment to whole seconds, and what comes too early finds nothing due
        there.enqueue_in(timedelta(seconds=delay_s + 1), name, **call)
    else:
        there.enqueue(name, **call)


def wake() -> None:
    """Move the delayed jobs whose time has come into their queues. Any number may do so at once.

    RQ's own scheduler does it under a lock, which whoever is killed keeps for a minute, and no job is moved then.
    """
    script, moment = redis().register_script(_WAKE), now()
    with redis().pipeline(transaction=False) as pipe:
        for name in QUEUES:
            keys = [f"rq:scheduled:{name}", f"rq:queue:{name}", "rq:queues"]
            script(keys=keys, args=[int(moment.timestamp()), utcformat(moment), LOOK_AT], client=pipe)
        pipe.execute()


class Fate(Enum):
    """What Redis knows of a job."""

    COMING = auto()  # waiting, at work, or due later
    FAILED = auto()  # no attempt is left
    LOST = auto()  # done and forgotten, or never heard of


FATES = {
    None: Fate.LOST,
    b"finished": Fate.LOST,
    b"failed": Fate.FAILED,
    b"stopped": Fate.FAILED,
    b"canceled": Fate.FAILED,
}


def fates(jobs: Mapping[str, str]) -> dict[str, Fate]:
    """The fate of each job, given as id → queue."""
    statuses = _statuses(list(jobs))
    # A worker that is killed between taking a job and beginning it leaves it marked as queued, in no queue.
    queued = [name for name, status in statuses.items() if status == b"queued"]
    waiting = {name for queue_name in {jobs[one] for one in queued} for name in queue(queue_name).job_ids}
    astray = _statuses([name for name in queued if name not in waiting])
    return {name: FATES.get(status, Fate.COMING) for name, status in statuses.items()} | {
        name: Fate.LOST for name, status in astray.items() if status in {None, b"queued"}
    }


def _statuses(names: list[str]) -> dict[str, bytes | None]:
    with redis().pipeline(transaction=False) as pipe:
        for name in names:
            pipe.hget(f"rq:job:{name}", "status")
        return dict(zip(names, pipe.execute(), strict=True))
