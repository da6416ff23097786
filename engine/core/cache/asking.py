"""Ask once: what is kept is given, what is stale is given and made anew behind the reader's back, what is missing
is computed by the first who asks while the others wait for it.
"""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from functools import cache, partial

import orjson
from redis.exceptions import RedisError

from engine.core.cache import ahead, counts
from engine.core.cache.entries import Kept, Look, Made, Slot, look, store
from engine.core.cache.tags import outage
from engine.core.errors import Missing
from engine.core.log import get_logger
from engine.core.store import brisk_redis

FLIGHT_S = 10.0
LIVE = "-"  # an answer that everybody asks for themselves
RENEWERS = 2
log = get_logger()
_anew: ContextVar[bool] = ContextVar("anew", default=False)
_behind: ContextVar[bool] = ContextVar("behind", default=False)  # nobody waits for this answer


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader gets, and whether it was kept before they asked."""

    kept: Kept
    cached: bool


@contextmanager
def anew() -> Iterator[None]:
    """Reads inside are computed now, and kept for the next reader."""
    before = _anew.set(True)
    try:
        yield
    finally:
        _anew.reset(before)


def ask(slot: Slot, compute: Callable[[], Made]) -> Answer:
    """The slot's answer. Missing, when that is the answer; any other error is nobody's answer and goes up."""
    try:
        seen = look(slot)
    except RedisError as down:
        return _without(slot, compute, down)
    answer = _asked(slot, seen, compute)
    if answer.kept.kind != LIVE and not _behind.get():
        ahead.note(slot, seen.versions, partial(copy_context().run, _again, slot, compute))
    return answer


def _asked(slot: Slot, seen: Look, compute: Callable[[], Made]) -> Answer:
    if _anew.get():
        return _computed(slot, seen, compute)
    if seen.kept is not None and seen.kept.kind == LIVE:
        return _answer(_made(compute))
    if seen.kept is not None:
        _count(slot, "stale" if seen.kept.stale else "hits", len(seen.kept.body))
        if seen.kept.stale:
            _renew(slot, seen, compute)
        return _given(seen.kept, cached=True)
    _count(slot, "misses")
    if seen.held:
        return _computed(slot, seen, compute)
    return _once(slot, seen, compute)


def _once(slot: Slot, seen: Look, compute: Callable[[], Made]) -> Answer:
    """The first comer computes, the others wait for it, at most as long as it may take."""
    flight = _Flight(slot.key)
    try:
        until = time.monotonic() + FLIGHT_S
        while not flight.take() and time.monotonic() < until:
            time.sleep(0.01)
            seen = look(slot)
            if seen.kept is not None and seen.kept.kind != LIVE:
                return _given(seen.kept, cached=True)
            if seen.kept is not None or seen.held:
                break
    except RedisError as down:
        return _without(slot, compute, down)
    try:
        if flight.mine and (kept := _come_meanwhile(slot)) and kept.kind != LIVE:
            return _given(kept, cached=True)
        return _computed(slot, seen, compute)
    finally:
        flight.end()


def _come_meanwhile(slot: Slot) -> Kept | None:
    """What the one before us has kept between our look and our turn."""
    try:
        return look(slot).kept
    except RedisError:
        return None


def _computed(slot: Slot, seen: Look, compute: Callable[[], Made]) -> Answer:
    made = _made(compute)
    if seen.held:
        return _answer(made)
    try:
        return _given(store(slot, seen.versions, made), cached=False)
    except RedisError as down:
        log.warning("cache.redis_down", asked=slot.label, error=str(down))
        return _answer(made)


def _without(slot: Slot, compute: Callable[[], Made], down: RedisError) -> Answer:
    log.warning("cache.redis_down", asked=slot.label, error=str(down))
    return _answer(_made(compute))


def _made(compute: Callable[[], Made]) -> Made:
    try:
        return compute()
    except Missing as gone:
        return Made("M", orjson.dumps(gone.kept()))


def _answer(made: Made) -> Answer:
    """An answer that is kept nowhere: fresh for no time."""
    return _given(Kept(made.kind, made.body, made.mark, 0, int(time.time() * 1000)), cached=False)


def _given(kept: Kept, *, cached: bool) -> Answer:
    if kept.kind == "M":
        gone = orjson.loads(kept.body)
        raise Missing(gone["message"], detail=gone["detail"], **gone["facts"])
    return Answer(kept, cached)


def _count(slot: Slot, outcome: counts.Outcome, size: int = 0) -> None:
    if not _behind.get():
        counts.note(slot, outcome, size)


def _renew(slot: Slot, seen: Look, compute: Callable[[], Made]) -> None:
    """Have a stale answer made anew, by one renewer however many read it."""
    flight = _Flight(slot.key)
    try:
        if not flight.take():
            return
    except RedisError:
        return

    def run() -> None:
        _behind.set(True)
        try:
            _computed(slot, seen, compute)
        except Missing:
            pass
        except Exception as error:  # noqa: BLE001 - nobody waits; the next reader meets it when the answer expires
            log.warning("cache.not_renewed", asked=slot.label, error=str(error))
        finally:
            flight.end()

    _renewers().submit(copy_context().run, run)


def _again(slot: Slot, compute: Callable[[], Made]) -> None:
    """Ask before anybody does."""
    _behind.set(True)
    _anew.set(False)
    with suppress(Missing):
        ask(slot, compute)


@cache
def _renewers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(RENEWERS, thread_name_prefix="cache-renew")


os.register_at_fork(after_in_child=_renewers.cache_clear)  # its threads did not survive it


class _Flight:
    """Leave to compute one value: whoever sets the mark first has it until done, or for `FLIGHT_S`."""

    def __init__(self, key: str) -> None:
        self.lock = f"{key}:flight"
        self.token = secrets.token_hex(8)
        self.mine = False

    def take(self) -> bool:
        """Whether it is ours now."""
        with outage.attempt():
            self.mine = bool(brisk_redis().set(self.lock, self.token, nx=True, px=int(FLIGHT_S * 1000)))
        return self.mine

    def end(self) -> None:
        """Let the next one have it."""
        if not self.mine:
            return
        try:
            with outage.attempt():
                if brisk_redis().get(self.lock) == self.token.encode():
                    brisk_redis().delete(self.lock)
        except RedisError:
            return  # it expires
