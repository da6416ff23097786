"""Versions of tags: a kept answer is good while they are what they were before it was computed.

Around a commit the org is *held*: versions are raised and a mark is set before it, both again after it. While the
mark stands, readers ask Postgres and keep nothing; it expires by itself, should the writer die between the two.
Versions that could not be raised because Redis was away are owed, and paid before anything else is read.
"""

import os
import time
from collections.abc import Collection, Iterable
from itertools import count
from threading import Lock, Thread
from uuid import UUID

from redis.exceptions import RedisError

from engine.core.log import get_logger
from engine.core.store import Haste, brisk_redis

HELD_S = 30
PAY_EVERY_S = 0.1
log = get_logger()
outage = Haste()


def version_key(org_id: UUID, tag: str) -> str:
    """Where a tag's version is."""
    return f"version:{org_id}:{tag}"


def held_key(org_id: UUID) -> str:
    """Where it is marked that somebody commits."""
    return f"held:{org_id}"


def touch(org_id: UUID, *tags: str) -> None:
    """Make every kept answer under these tags unreachable, at once, for everybody."""
    if tags:
        _raise(org_id, tags, held=None)


def hold(org_id: UUID, tags: Collection[str]) -> None:
    """A commit is about to happen: what is kept is unreachable, and nothing is kept until `release`."""
    _raise(org_id, tags, held=True)


def release(org_id: UUID, tags: Collection[str]) -> None:
    """The commit has happened, or will not."""
    _raise(org_id, tags, held=False)


def is_owing() -> bool:
    """Whether this process has versions to raise."""
    return bool(_debts.owed)


def pay() -> None:
    """Raise what could not be raised when it was due; RedisError when that is still so."""
    if not _debts.owed:
        return
    owed = _debts.list()
    with brisk_redis().pipeline(transaction=False) as pipe:
        for org_id, tag in owed:
            pipe.incr(version_key(org_id, tag))
        pipe.execute()
    _debts.settle(owed)
    log.info("cache.debts_paid", versions=len(owed))


def _raise(org_id: UUID, tags: Iterable[str], *, held: bool | None) -> None:
    try:
        with outage.attempt(), brisk_redis().pipeline(transaction=False) as pipe:
            for tag in tags:
                pipe.incr(version_key(org_id, tag))
            if held:
                pipe.set(held_key(org_id), "1", ex=HELD_S)
            elif held is False:
                pipe.delete(held_key(org_id))
            pipe.execute()
    except RedisError as down:
        log.warning("cache.redis_down", tags=sorted(tags), error=str(down))
        if not held:  # before a commit nothing has changed yet; the second half will owe it
            _debts.owe((org_id, tag) for tag in tags)


class _Debts:
    """Versions to raise as soon as Redis is back, before this process's next read and by a thread of its own.

    Each has the number of the latest commit that owes it: what is owed anew while it is being paid stays owed.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Owe nothing, also after a fork: a thread does not survive it, and a lock may be held."""
        self.owed: dict[tuple[UUID, str], int] = {}
        self.commits = count(1)
        self.lock = Lock()
        self.payer: Thread | None = None

    def owe(self, versions: Iterable[tuple[UUID, str]]) -> None:
        with self.lock:
            self.owed.update(dict.fromkeys(versions, next(self.commits)))
            if self.payer is None or not self.payer.is_alive():
                self.payer = Thread(target=self._pay_soon, name="cache-debts", daemon=True)
                self.payer.start()

    def list(self) -> dict[tuple[UUID, str], int]:
        with self.lock:
            return dict(self.owed)

    def settle(self, paid: dict[tuple[UUID, str], int]) -> None:
        with self.lock:
            self.owed = {version: number for version, number in self.owed.items() if paid.get(version) != number}

    def _pay_soon(self) -> None:
        while self.owed:
            time.sleep(PAY_EVERY_S)
            try:
                pay()
            except RedisError:
                continue


_debts = _Debts()
os.register_at_fork(after_in_child=_debts.begin)
