"""The shared budget of calls: however many workers run, one ad account is asked no faster than it allows.

A leaky bucket (GCRA) per platform and account lives in Redis. A platform that throttles, or reports that a
budget is nearly used, closes or slows the gate for everybody. Without Redis each process limits itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock
from time import sleep

import structlog
from redis.exceptions import RedisError

from engine.connectors import faults
from engine.connectors.base import Platform
from engine.connectors.wire import Usage
from engine.core import clock
from engine.core.store import redis

PATIENCE_S = 20.0  # longer waits are the job's to sit out, not a worker's
FIRST_S = 1.0  # of a job that can as well come back: it keeps no worker from what others may do
SLOW_AT_PERCENT = 90.0
SLOW_FOR_S = 300.0
SLOWER = 10
CLOSED_FOR_S = 60.0  # when a budget is used up and nobody says until when

log = structlog.get_logger()
_patience = ContextVar("patience", default=PATIENCE_S)

# KEYS: the account's gate, the app's gate, the day's counter. ARGV: milliseconds. Returns {admitted, wait}.
# An app without a budget of its own has interval and tolerance 0, which never hold anybody back.
_ENTER = """
local now, patience = tonumber(ARGV[1]), tonumber(ARGV[2])
local interval, tolerance = tonumber(ARGV[3]), tonumber(ARGV[4])
local gate = redis.call('HMGET', KEYS[1], 'next', 'closed_until', 'slow_until')
local app = redis.call('HMGET', KEYS[2], 'closed_until', 'slow_until', 'next')
local app_interval, app_tolerance = tonumber(ARGV[6]), tonumber(ARGV[7])
local closed = math.max(tonumber(gate[2] or 0), tonumber(app[1] or 0))
local longest = tonumber(ARGV[8])
local horizon = tolerance + interval * tonumber(ARGV[5]) + longest
if math.max(tonumber(gate[3] or 0), tonumber(app[2] or 0)) > now then
  interval, tolerance = interval * tonumber(ARGV[5]), 0
end
local due = math.max(tonumber(gate[1] or 0), now)
local app_due = math.max(tonumber(app[3] or 0), now)
-- Nobody is admitted that far ahead: a clock was set back, which must not hold an account for hours.
if due - now > horizon then due = now end
if app_due - now > app_tolerance + app_interval + longest then app_due = now end
local wait = math.max(due - tolerance, app_due - app_tolerance, closed, now) - now
if wait > patience then return {0, math.ceil(wait)} end
redis.call('HSET', KEYS[1], 'next', math.max(due, closed) + interval)
redis.call('PEXPIRE', KEYS[1], 86400000)
if app_interval > 0 then
  redis.call('HSET', KEYS[2], 'next', math.max(app_due, closed) + app_interval)
  redis.call('PEXPIRE', KEYS[2], 86400000)
end
redis.call('INCR', KEYS[3])
redis.call('EXPIRE', KEYS[3], 172800)
return {1, math.ceil(wait)}
"""

# Only ever later, never earlier: two workers may hear of the same closing in any order.
_POSTPONE = """
local until_ms = tonumber(ARGV[2])
if until_ms > tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0) then
  redis.call('HSET', KEYS[1], ARGV[1], until_ms)
  redis.call('PEXPIRE', KEYS[1], 86400000)
end
return until_ms
"""


@contextmanager
def unqueued() -> Iterator[None]:
    """Whatever is begun in this block does not stand in line: its first call is due at once, or PlatformBusy."""
    before = _patience.set(FIRST_S)
    try:
        yield
    finally:
        _patience.reset(before)


def wait(platform: Platform, account: str) -> None:
    """Block until this call is due; PlatformBusy with `retry_after` when that is too far away for the caller."""
    try:
        admitted, wait_ms = redis().eval(
            _ENTER, 3, _gate(platform, account), _gate(platform, None), _counter(platform),
            _now_ms(), _patience.get() * 1000,
            *_interval_ms(platform.calls_per_s, platform.burst), SLOWER,
            *_interval_ms(platform.app_calls_per_s, platform.app_burst), PATIENCE_S * 1000,
        )  # fmt: skip
    except RedisError as error:
        log.warning("pace_is_local", platform=platform.slug, error=type(error).__name__)
        admitted, wait_ms = _local.enter(platform, account)
    if not admitted:
        raise faults.waiting(platform, f"call budget, {wait_ms / 1000:.0f} s", wait_ms / 1000)
    _patience.set(PATIENCE_S)
    if wait_ms:
        sleep(wait_ms / 1000)


def note(platform: Platform, account: str, usage: Usage) -> None:
    """Take a reported budget to heart: slower from 90 %, closed at 100 % or while it regains."""
    if usage.regain_s > 0 or usage.percent >= 100:
        close(platform, None if usage.whole_app else account, usage.regain_s or CLOSED_FOR_S)
    elif usage.percent >= SLOW_AT_PERCENT:
        _postpone(platform, None if usage.whole_app else account, "slow_until", SLOW_FOR_S)


def close(platform: Platform, account: str | None, for_s: float) -> None:
    """Nobody calls for that account, or with None for any account, during the next seconds."""
    _postpone(platform, account, "closed_until", for_s)


def calls_today(platform: Platform) -> int:
    """How many calls all our processes made to the platform on this UTC day."""
    return int(redis().get(_counter(platform)) or 0)


def _postpone(platform: Platform, account: str | None, name: str, for_s: float) -> None:
    try:
        redis().eval(_POSTPONE, 1, _gate(platform, account), name, _now_ms() + int(for_s * 1000))
    except RedisError as error:
        log.warning("pace_is_local", platform=platform.slug, error=type(error).__name__)
        _local.postpone(platform, account, for_s)


def _gate(platform: Platform, account: str | None) -> str:
    """The key of an account's gate ("" for calls that belong to none), or of the whole app's."""
    return f"pace:{platform.slug}" if account is None else f"pace:{platform.slug}:account:{account}"


def _counter(platform: Platform) -> str:
    return f"pace:{platform.slug}:calls:{clock.today()}"


def _interval_ms(calls_per_s: float, burst: int) -> tuple[float, float]:
    """Milliseconds between two calls, and how far a burst may run ahead of them; both 0 for no limit."""
    interval = 1000 / calls_per_s if calls_per_s else 0.0
    return interval, interval * burst


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)


@dataclass
class _Local:
    """The same bucket for one process, while Redis is away; closing an account delays its next call."""

    due: dict[str, float]
    lock: Lock

    def enter(self, platform: Platform, account: str) -> tuple[int, int]:
        gate, now, interval = _gate(platform, account), _now_ms(), 1000 / platform.calls_per_s
        with self.lock:
            due = max(self.due.get(gate, 0), self.due.get(_gate(platform, None), 0), now)
            wait_ms = max(due - interval * platform.burst, now) - now
            if wait_ms > _patience.get() * 1000:
                return 0, round(wait_ms)
            self.due[gate] = due + interval
            return 1, round(wait_ms)

    def postpone(self, platform: Platform, account: str | None, for_s: float) -> None:
        gate, burst_s = _gate(platform, account), platform.burst / platform.calls_per_s
        with self.lock:
            self.due[gate] = max(self.due.get(gate, 0), _now_ms() + (for_s + burst_s) * 1000)


_local = _Local({}, Lock())
