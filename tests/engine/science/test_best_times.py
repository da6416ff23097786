"""The best time is one that repeats, not one that was lucky once."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.science.best_times import Seen, rank

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)


def seen(day: int, hour: int, engagement: float, profile: str = "a") -> Seen:
    return Seen(profile, MONDAY + timedelta(days=day, hours=hour), engagement)


def test_what_does_well_again_and_again_beats_one_lucky_post():
    usual = [seen(2, 15, 10) for _ in range(20)]
    steady = [seen(0, 9, 20) for _ in range(8)]
    lucky = [seen(4, 21, 35), seen(4, 21, 10)]

    best, *_ = rank([*usual, *steady, *lucky])

    assert (best.weekday, best.hour, best.posts) == (0, 9, 8)


def test_a_small_profile_counts_as_much_as_a_large_one():
    large = [seen(0, 9, 1000, "large"), seen(0, 9, 1000, "large"), seen(3, 9, 500, "large")]
    small = [seen(0, 9, 2, "small"), seen(3, 9, 1, "small"), seen(3, 9, 1, "small")]

    assert [slot.weekday for slot in rank([*large, *small])] == [0, 3]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 23), st.floats(0, 1e6)), max_size=60))
def test_every_lift_is_positive_and_every_slot_was_seen(history):
    slots = rank(seen(day, hour, engagement) for day, hour, engagement in history)

    assert all(slot.lift > 0 and slot.posts >= 2 for slot in slots)
    assert sum(slot.posts for slot in slots) <= len(history)
    assert [slot.lift for slot in slots] == sorted((slot.lift for slot in slots), reverse=True)


def test_nothing_is_known_of_nothing():
    assert rank([]) == rank([seen(0, 9, 0), seen(0, 9, 0)]) == []
