"""Waiting after wrong guesses, so that guessing takes for ever and nobody can lock somebody else out cheaply.

Wrong passwords and codes are counted per account and address (a /64 for IPv6, which one machine has whole). After
five the account waits there: half a minute, then twice as long each time, an hour at most. An address from
which the person has signed in has a count of its own; all others of an account also share one, which makes them
wait after a hundred (OWASP's device cookies, with the address for the cookie). So a botnet makes strange addresses
wait, never the desk that the person sits at. Redis forgets a day after the last wrong guess. Without Redis nothing
is counted here; nobody can begin a session then, and the tier `auth` still limits each address.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from redis.exceptions import RedisError

from engine.core.errors import TooMany
from engine.core.i18n import N_
from engine.core.log import get_logger
from engine.core.store import redis

FREE, FREE_SHARED = 5, 100
FIRST_S, LONGEST_S = 30, 3600
KEPT_S = 24 * 3600
KNOWN_S = 90 * 24 * 3600
log = get_logger()
WAIT = N_("Too many wrong attempts for this account. Wait {minutes} min, then try again.")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What a wrong guess led to: how long the account waits now, and whether the wait has just begun."""

    wait_s: int
    begins: bool


def check(email: str, ip: str) -> None:
    """TooMany while the account waits there; a guess made then is not looked at, so it tells nothing."""
    left = 0
    with suppress(RedisError):
        left = max(redis().ttl(f"{key}:wait") for key in _counts(email, ip))
    if left > 0:
        raise TooMany(WAIT, retry_after=left, minutes=-(-left // 60))


def count_wrong(email: str, ip: str) -> Wrong:
    """Note a wrong guess."""
    try:
        return _count(email, ip)
    except RedisError as down:
        log.warning("lockouts.redis_down", error=str(down))
        return Wrong(0, begins=False)


def right(email: str, ip: str) -> None:
    """The person is in: the count of their address ends, and the address is known from now on."""
    known = _known(email)
    with redis().pipeline() as pipe:
        pipe.delete(_own(email, ip))
        pipe.sadd(known, _network(ip))
        pipe.expire(known, KNOWN_S)
        pipe.execute()


def _count(email: str, ip: str) -> Wrong:
    wait_s, begins = 0, False
    for key, free in _counts(email, ip).items():
        with redis().pipeline() as pipe:
            pipe.incr(key)
            pipe.expire(key, KEPT_S)
            count = pipe.execute()[0]
        if count >= free:
            pause = min(FIRST_S * 2 ** min(count - free, 12), LONGEST_S)
            redis().set(f"{key}:wait", 1, ex=pause)
            wait_s, begins = max(wait_s, pause), begins or count == free
    return Wrong(wait_s, begins)


def _counts(email: str, ip: str) -> dict[str, int]:
    """The counts that a guess from there goes into, and what is free in each."""
    counts = {_own(email, ip): FREE}
    if not redis().sismember(_known(email), _network(ip)):
        counts[f"guesses:{_account(email)}"] = FREE_SHARED
    return counts


def _own(email: str, ip: str) -> str:
    return f"guesses:{_account(email)}:{_network(ip)}"


def _known(email: str) -> str:
    return f"guesses:{_account(email)}:known"


def _account(email: str) -> str:
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()[:32]


def _network(ip: str) -> str:
    try:
        return str(ip_network((ip, 64), strict=False)) if ip_address(ip).version == 6 else ip
    except ValueError:
        return "nowhere"
