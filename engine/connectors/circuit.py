"""Stops calling what keeps failing: after five failures in a row an account's calls pause, then one may probe.

The pause is a minute and doubles to a quarter of an hour while probes fail. All processes share it in Redis;
without Redis there is no circuit, and the job's own retries are the brake.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from redis.exceptions import RedisError

from engine.connectors import faults
from engine.connectors.base import Platform
from engine.core import clock
from engine.core.store import redis

FAILURES = 5
OPEN_FOR_S = 60
LONGEST_S = 900
PROBE_S = 90  # longer than the longest single call

log = structlog.get_logger()

_FAILED = """
local now, limit, first, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local failures = redis.call('HINCRBY', KEYS[1], 'failures', 1)
redis.call('EXPIRE', KEYS[1], 7200)
if failures < limit or tonumber(redis.call('HGET', KEYS[1], 'open_until') or 0) > now then return 0 end
local times = redis.call('HINCRBY', KEYS[1], 'opened', 1)
local open_for = math.min(first * 2 ^ (times - 1), longest)
redis.call('HSET', KEYS[1], 'open_until', now + open_for * 1000)
redis.call('DEL', KEYS[2])
return open_for
"""


def check(platform: Platform, account: str) -> None:
    """Pass while closed, and as the one probe when half open; otherwise PlatformBusy at once."""
    with _without_redis_pass(platform):
        open_until = redis().hget(_key(platform, account), "open_until")
        if not open_until:
            return
        left_s = int(open_until) / 1000 - clock.now().timestamp()
        if left_s > 0:
            raise faults.waiting(platform, "circuit open", left_s)
        if not redis().set(_probe(platform, account), 1, nx=True, ex=PROBE_S):
            raise faults.waiting(platform, "circuit half open", 5)


def failed(platform: Platform, account: str) -> None:
    """One more failure that was nobody's decision: a timeout, a 5xx, garbage."""
    with _without_redis_pass(platform):
        now_ms = int(clock.now().timestamp() * 1000)
        open_for = redis().eval(
            _FAILED, 2, _key(platform, account), _probe(platform, account),
            now_ms, FAILURES, OPEN_FOR_S, LONGEST_S,
        )  # fmt: skip
        if open_for:
            log.warning("circuit_opened", platform=platform.slug, account=account, open_for_s=open_for)


def answered(platform: Platform, account: str) -> None:
    """The platform is alive, whatever it said."""
    with _without_redis_pass(platform):
        redis().delete(_key(platform, account), _probe(platform, account))


@contextmanager
def _without_redis_pass(platform: Platform) -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        log.warning("circuit_is_off", platform=platform.slug, error=type(error).__name__)


def _key(platform: Platform, account: str) -> str:
    return f"circuit:{platform.slug}:{account}"


def _probe(platform: Platform, account: str) -> str:
    return f"circuit:{platform.slug}:{account}:probe"
