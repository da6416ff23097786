"""How often was something kept, missed, given stale: counted in this process, sent to Redis every two seconds.

Redis has one hash per org and ten minutes, which `engine.cache` carries into Postgres before they expire; and one
tally for the whole house, without orgs, for whoever watches it.
"""

import os
import time
from collections import Counter
from threading import Event, Lock, Thread
from typing import Literal
from uuid import UUID

from redis.exceptions import RedisError

from engine.core import tallies
from engine.core.cache.entries import Slot
from engine.core.store import brisk_redis

Outcome = Literal["hits", "misses", "stale", "bytes"]
READS = ("hits", "misses", "stale")
TALLY = "cache"
WINDOW_S = 600
KEPT_S = 3 * 3600
SEND_EVERY_S = 2.0
MOST_KEYS = 500


def window(moment: float | None = None) -> int:
    """The Unix time at which the ten minutes of that moment began."""
    return int(moment if moment is not None else time.time()) // WINDOW_S * WINDOW_S


def counts_key(org_id: UUID, begun: int) -> str:
    """Where the counts of an org's ten minutes are: fields `area:outcome`."""
    return f"cache-counts:{org_id}:{begun}"


def top_key(org_id: UUID, day: int) -> str:
    """Where the reads of each answer are counted, `area:digest`, day by day."""
    return f"cache-top:{org_id}:{day}"


class _Counts:
    """What has been counted since it was last sent."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Have counted nothing, also after a fork: a thread does not survive it, and a lock may be held."""
        self.lock = Lock()
        self.sums: Counter[tuple[UUID, str]] = Counter()
        self.reads: Counter[tuple[UUID, str]] = Counter()
        self.sender: Thread | None = None
        self.due = Event()

    def note(self, slot: Slot, outcome: Outcome, size: int = 0) -> None:
        with self.lock:
            self.sums[slot.org_id, f"{slot.area}:{outcome}"] += 1
            if size:
                self.sums[slot.org_id, f"{slot.area}:bytes"] += size
                self.reads[slot.org_id, f"{slot.area}:{slot.digest}"] += 1
            if self.sender is None:
                self.sender = Thread(target=self._send_often, name="cache-counts", daemon=True)
                self.sender.start()
        self.due.set()

    def send(self) -> None:
        """Add to Redis what was counted; what it does not take is lost, since it is only a statistic."""
        with self.lock:
            sums, self.sums = self.sums, Counter()
            reads, self.reads = self.reads, Counter()
        if not sums:
            return
        begun, day = window(), int(time.time()) // 86400
        try:
            with brisk_redis().pipeline(transaction=False) as pipe:
                for (org_id, field), count in sums.items():
                    pipe.hincrby(counts_key(org_id, begun), field, count)
                for org_id in {org_id for org_id, _ in sums}:
                    pipe.expire(counts_key(org_id, begun), KEPT_S)
                    pipe.zremrangebyrank(top_key(org_id, day), 0, -MOST_KEYS - 1)
                    pipe.expire(top_key(org_id, day), 2 * 86400)
                for (org_id, member), count in reads.items():
                    pipe.zincrby(top_key(org_id, day), count, member)
                pipe.execute()
        except RedisError:
            return
        _tell(sums)

    def _send_often(self) -> None:
        while True:
            self.due.wait()
            self.due.clear()
            time.sleep(SEND_EVERY_S)
            self.send()


def _tell(sums: Counter[tuple[UUID, str]]) -> None:
    """Add to the tally of the house what was read, by area and outcome."""
    reads: Counter[tuple[str, str]] = Counter()
    for (_, field), times in sums.items():
        area, _, outcome = field.partition(":")
        if outcome in READS:
            reads[area, outcome] += times
    for (area, outcome), times in reads.items():
        tallies.note(TALLY, times=times, area=area, outcome=outcome)


_counts = _Counts()
os.register_at_fork(after_in_child=_counts.begin)
note = _counts.note
send = _counts.send
