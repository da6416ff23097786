"""What is asked again and again is made anew as soon as it is out of date, before somebody waits for it.

While `at_work`, one thread of the process looks every second whether the versions of what was asked here lately
have moved. What has moved is asked again, one question after the other, for at most half of the time; the longer
ago and the more seldom somebody asked, the less often. It is nobody's read: what it costs has a tally of its own.
"""

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, Thread, current_thread

from redis.exceptions import RedisError

from engine.core import tallies
from engine.core.cache.entries import Slot, is_there, versions_of
from engine.core.log import get_logger
from settings import settings

LOOK_EVERY_S = 1.0
SOONEST_S = 2.0  # a sync writes in bursts
LATELY_S = 15 * 60
MOST = 500
TALLY = "ahead"
OFTEN = 5  # times: whoever asked so often goes before all others
log = get_logger()


@dataclass(slots=True)
class _Asked:
    """A question of the last minutes: under which versions it was answered, and how it is asked again."""

    slot: Slot
    versions: str
    ask: Callable[[], object]
    asked_at: float
    made_at: float
    times: int = 1

    def is_due(self, now: float) -> bool:
        """Whether its turn has come: asked once and a minute ago, half a minute after the last time."""
        since = (now - self.asked_at) / (2 * min(self.times, OFTEN))
        return now - self.made_at >= max(SOONEST_S, since)


class _Lately:
    """The questions of this process, the latest last."""

    def __init__(self) -> None:
        self.stop()

    def stop(self) -> None:
        """Make nothing anew any more, also after a fork: a thread does not survive it, and a lock may be held."""
        self.lock = Lock()
        self.asked: OrderedDict[str, _Asked] = OrderedDict()
        self.maker: Thread | None = None

    def begin(self) -> None:
        """From here on, in this process; once is enough."""
        with self.lock:
            if self.maker is None:
                self.maker = Thread(target=self._go_on, name="cache-ahead", daemon=True)
                self.maker.start()

    def note(self, slot: Slot, versions: str, ask: Callable[[], object]) -> None:
        """This was asked, and answered under these versions; `ask` asks it again."""
        if self.maker is None:
            return
        now = time.monotonic()
        with self.lock:
            before = self.asked.pop(slot.key, None)
            self.asked[slot.key] = _Asked(slot, versions, ask, now, now, before.times + 1 if before else 1)
            if len(self.asked) > MOST:
                self.asked.popitem(last=False)

    def again(self, slot: Slot) -> None:
        """This was asked, and what is kept was given."""
        with self.lock:
            if one := self.asked.get(slot.key):
                one.asked_at = time.monotonic()
                one.times += 1
                self.asked.move_to_end(slot.key)

    def _go_on(self) -> None:
        while self.maker is current_thread():
            time.sleep(LOOK_EVERY_S)
            try:
                self._look_once()
            except RedisError:
                continue  # whoever waits for it says so
            except Exception:  # a bug costs one look, not the thread: nobody would see that it has ended
                log.exception("cache.not_looked_ahead")

    def _look_once(self) -> None:
        for one, versions in self._moved():
            begun = time.monotonic()
            self._make(one, versions)
            took_s = time.monotonic() - begun
            tallies.note(TALLY, took_s, area=one.slot.area)
            time.sleep(took_s)

    def _moved(self) -> list[tuple[_Asked, str]]:
        """Whose turn has come and whose versions are others now, and which; those asked most often first."""
        now = time.monotonic()
        with self.lock:
            for key in [key for key, one in self.asked.items() if now - one.asked_at > LATELY_S]:
                del self.asked[key]
            due = [one for one in self.asked.values() if one.is_due(now)]
        current = zip(due, versions_of([one.slot for one in due]), strict=True)
        moved = [(one, versions) for one, versions in current if versions and versions != one.versions]
        return sorted(moved, key=lambda pair: -pair[0].times)

    def _make(self, one: _Asked, versions: str) -> None:
        """Ask it again; but what lies in Redis no more was forgotten, by a person or for want of room."""
        try:
            if is_there(one.slot):
                one.ask()
                one.versions, one.made_at = versions, time.monotonic()
                return
        except Exception as error:  # noqa: BLE001 - nobody waits; the next reader meets it
            log.warning("cache.not_made_ahead", asked=one.slot.label, error=str(error))
        with self.lock:
            self.asked.pop(one.slot.key, None)


@contextmanager
def at_work() -> Iterator[None]:
    """In this process, inside, if the operator wants it."""
    if settings().cache_ahead:
        _lately.begin()
    try:
        yield
    finally:
        _lately.stop()


_lately = _Lately()
os.register_at_fork(after_in_child=_lately.stop)
note = _lately.note
again = _lately.again
