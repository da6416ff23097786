"""However many ask, an account is called no faster than it allows, and a closed gate is closed for all."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisGone
from redis.retry import Retry

from engine.connectors import meta, pace
from engine.connectors.wire import Usage
from engine.core import clock
from engine.core.errors import PlatformBusy

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def platform(calls_per_s: float, burst: int):
    return replace(meta.PLATFORM, calls_per_s=calls_per_s, burst=burst)


def admitted(slow, account, tries) -> int:
    """How many of so many tries the stopped clock lets through at once."""
    passed = 0
    for _ in range(tries):
        try:
            pace.wait(slow, account)
        except PlatformBusy:
            break
        passed += 1
    return passed


def test_many_threads_stay_within_the_budget(redis):
    brisk, started = platform(calls_per_s=50, burst=10), monotonic()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: pace.wait(brisk, "a"), range(60)))

    # Ten at once, the other fifty at fifty a second.
    assert 0.9 <= monotonic() - started < 5


def test_a_wait_too_long_for_a_worker_is_the_jobs(redis):
    slow = platform(calls_per_s=0.01, burst=3)

    with clock.stopped_at(NOON):
        assert admitted(slow, "a", 10) == 4
        with pytest.raises(PlatformBusy) as busy:
            pace.wait(slow, "a")

    assert busy.value.retry_after == 100


def test_who_does_not_stand_in_line_is_sent_away_at_once_until_the_first_call_is_through(redis):
    slow = platform(calls_per_s=0.2, burst=2)

    with clock.stopped_at(NOON), pytest.MonkeyPatch.context() as patch:
        patch.setattr(pace, "sleep", lambda _: None)
        assert admitted(slow, "a", 3) == 3
        with pytest.raises(PlatformBusy) as busy, pace.unqueued():
            pace.wait(slow, "a")
        pace.wait(slow, "a")  # others wait for their turn; it was not spent

    with clock.stopped_at(NOON + timedelta(seconds=10)), pace.unqueued():
        pace.wait(slow, "a")
        with clock.stopped_at(NOON + timedelta(seconds=6)), pytest.MonkeyPatch.context() as patch:
            patch.setattr(pace, "sleep", lambda _: None)
            pace.wait(slow, "a")  # what has begun is carried through

    assert busy.value.retry_after == 5


def test_one_account_does_not_spend_anothers_budget(redis):
    slow = platform(calls_per_s=0.01, burst=3)

    with clock.stopped_at(NOON):
        admitted(slow, "a", 10)

        assert admitted(slow, "b", 10) == 4


def test_an_app_with_one_budget_shares_it_among_its_accounts(redis):
    shared = replace(platform(calls_per_s=100, burst=100), app_calls_per_s=0.01, app_burst=3)

    with clock.stopped_at(NOON):
        assert [admitted(shared, account, 2) for account in "abc"] == [2, 2, 0]
    with clock.stopped_at(NOON + timedelta(seconds=100)):
        assert admitted(shared, "c", 5) == 1


def test_a_clock_that_is_set_back_does_not_close_the_app(redis):
    shared = replace(platform(calls_per_s=100, burst=100), app_calls_per_s=1, app_burst=3)

    with clock.stopped_at(NOON + timedelta(hours=10)):
        assert admitted(shared, "a", 2) == 2
    with clock.stopped_at(NOON):
        assert admitted(shared, "b", 2) == 2


def test_a_clock_that_is_set_back_does_not_close_an_account(redis):
    slow = platform(calls_per_s=1, burst=3)

    with clock.stopped_at(NOON + timedelta(hours=10)):
        assert admitted(slow, "a", 2) == 2
    with clock.stopped_at(NOON):
        assert admitted(slow, "a", 2) == 2


def test_time_refills_the_budget(redis):
    slow = platform(calls_per_s=0.01, burst=3)
    with clock.stopped_at(NOON):
        admitted(slow, "a", 10)

    with clock.stopped_at(NOON + timedelta(seconds=200)):
        assert admitted(slow, "a", 10) == 2


def test_a_closed_account_stays_closed_until_its_time(redis):
    with clock.stopped_at(NOON):
        pace.close(meta.PLATFORM, "a", 300)
        with pytest.raises(PlatformBusy) as busy:
            pace.wait(meta.PLATFORM, "a")
        pace.wait(meta.PLATFORM, "b")
    with clock.stopped_at(NOON + timedelta(seconds=301)):
        pace.wait(meta.PLATFORM, "a")

    assert busy.value.retry_after == 300
    assert busy.value.facts["reason"] == "waiting"


def test_a_later_shorter_closing_does_not_open_the_gate(redis):
    with clock.stopped_at(NOON):
        pace.close(meta.PLATFORM, "a", 300)
        pace.close(meta.PLATFORM, "a", 30)
        with pytest.raises(PlatformBusy) as busy:
            pace.wait(meta.PLATFORM, "a")

    assert busy.value.retry_after == 300


def test_the_apps_gate_closes_every_account(redis):
    with clock.stopped_at(NOON):
        pace.note(meta.PLATFORM, "a", Usage(100, 120, whole_app=True))
        with pytest.raises(PlatformBusy) as busy:
            pace.wait(meta.PLATFORM, "b")

    assert busy.value.retry_after == 120


def test_calls_without_an_account_have_a_gate_of_their_own(redis):
    with clock.stopped_at(NOON):
        pace.close(meta.PLATFORM, "", 120)

        pace.wait(meta.PLATFORM, "a")


def test_a_budget_nearly_used_slows_down_tenfold(redis):
    slow = platform(calls_per_s=0.3, burst=5)

    with clock.stopped_at(NOON):
        pace.note(slow, "a", Usage(92))

        assert admitted(slow, "a", 10) == 1


def test_a_budget_half_used_changes_nothing(redis):
    slow = platform(calls_per_s=0.01, burst=3)

    with clock.stopped_at(NOON):
        pace.note(slow, "a", Usage(50))

        assert admitted(slow, "a", 10) == 4


def test_calls_are_counted_by_day(redis):
    for _ in range(3):
        pace.wait(meta.PLATFORM, "a")

    assert pace.calls_today(meta.PLATFORM) == 3


@pytest.fixture
def without_redis(monkeypatch):
    """A Redis at an address where nobody listens."""
    nobody = Redis(host="127.0.0.1", port=1, retry=Retry(NoBackoff(), 0))
    with pytest.raises(RedisGone):
        nobody.ping()
    monkeypatch.setattr(pace, "redis", lambda: nobody)


def test_without_redis_each_process_limits_itself(without_redis):
    slow = platform(calls_per_s=0.01, burst=3)

    with clock.stopped_at(NOON):
        assert admitted(slow, "alone", 10) == 4


def test_without_redis_a_closed_gate_is_closed_here(without_redis):
    with clock.stopped_at(NOON):
        pace.close(meta.PLATFORM, "alone and closed", 300)
        with pytest.raises(PlatformBusy) as busy:
            pace.wait(meta.PLATFORM, "alone and closed")

    assert busy.value.retry_after == pytest.approx(300)
