"""Rate limits: exact over the window, apart for each caller, and what happens without Redis."""

import pytest
from redis import StrictRedis

from api.limits import RATES, Tier, count
from engine.core.errors import TooMany
from engine.counting import _shared


@pytest.mark.parametrize("tier", [Tier.AUTH, Tier.HEAVY, Tier.AI])
def test_one_too_many_is_refused_and_only_for_its_caller(redis: object, tier: Tier) -> None:
    allowed = RATES[tier][0].amount
    windows = [count(tier, "somebody") for _ in range(allowed + 1)]

    assert [window.refused for window in windows] == [False] * allowed + [True]
    assert [window.remaining for window in windows[:3]] == [allowed - 1, allowed - 2, allowed - 3]
    with pytest.raises(TooMany):
        windows[-1].enforce()
    assert not count(tier, "somebody else").refused
    assert not count(Tier.API, "somebody").refused


def test_the_headers_say_when_to_come_back(redis: object) -> None:
    for _ in range(11):
        window = count(Tier.AUTH, "1.2.3.4")

    headers = window.headers()
    assert headers["X-RateLimit-Limit"] == "10"
    assert 1 <= int(headers["Retry-After"]) <= 60


def test_without_redis_reads_stay_up_and_sign_in_stays_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = StrictRedis.from_url("unix:///nowhere/redis.sock")
    monkeypatch.setattr("engine.counting.redis", lambda: nowhere)
    _shared.cache_clear()
    try:
        reads = [count(Tier.API, "somebody") for _ in range(101)]
        attempts = [count(Tier.AUTH, "5.6.7.8") for _ in range(11)]
    finally:
        _shared.cache_clear()

    assert not any(window.refused for window in reads)
    assert [window.refused for window in attempts] == [False] * 10 + [True]
