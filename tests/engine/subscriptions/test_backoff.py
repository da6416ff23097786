"""The schedule: growing, jittered, three days and no longer; and a rest for what is broken."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.subscriptions.backoff import ALL, JITTER, RESTS_S, WAITS_S, next_try, rest

BEGUN = datetime(2026, 11, 27, tzinfo=UTC)
ATTEMPTS = st.integers(1, len(WAITS_S))
AGES = st.floats(0, ALL.total_seconds() - 1).map(lambda seconds: timedelta(seconds=seconds))
PAUSES = st.floats(0, 1e9)


@given(ATTEMPTS, AGES, PAUSES)
def test_the_next_try_is_later_than_now_and_within_three_days(attempts, age, pause_s):
    now = BEGUN + age
    moment = next_try(attempts, BEGUN, now, pause_s)
    assert moment is not None
    assert now < moment <= BEGUN + ALL


@given(ATTEMPTS)
def test_the_wait_is_the_tables_give_or_take_a_tenth(attempts):
    moment = next_try(attempts, BEGUN, BEGUN)
    assert moment is not None
    wait_s = (moment - BEGUN).total_seconds()
    assert (1 - JITTER) * WAITS_S[attempts - 1] <= wait_s <= (1 + JITTER) * WAITS_S[attempts - 1]


def test_what_failed_together_comes_back_apart():
    assert len({next_try(6, BEGUN, BEGUN) for _ in range(50)}) > 40


def test_the_table_grows_and_fills_three_days():
    assert list(WAITS_S) == sorted(set(WAITS_S))
    assert 0.9 * ALL.total_seconds() < sum(WAITS_S) <= ALL.total_seconds()


@given(PAUSES)
def test_a_receiver_is_not_asked_before_it_wants_to_be(pause_s):
    moment = next_try(1, BEGUN, BEGUN, pause_s)
    assert moment == BEGUN + ALL or (moment is not None and (moment - BEGUN).total_seconds() >= pause_s - 1e-6)


def test_it_ends_with_the_tries_or_with_the_days():
    assert next_try(len(WAITS_S) + 1, BEGUN, BEGUN) is None
    assert next_try(1, BEGUN, BEGUN + ALL) is None


def test_a_rest_grows_to_ten_minutes():
    rests = [rest(failures).total_seconds() for failures in range(1, 30)]
    assert rests == sorted(rests)
    assert (rests[0], rests[-1]) == (0, RESTS_S[-1])
