"""Quiet hours and digests follow the clock on the person's wall, whatever that clock does."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.kinds import Pace
from engine.notifications.timing import Hours, after_quiet, is_quiet, next_digest

RIYADH = Hours("Asia/Riyadh", time(22), time(7), digest_hour=8, digest_weekday=6)
clocks = st.times().map(lambda one: one.replace(second=0, microsecond=0, fold=0))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from(["UTC", "Asia/Riyadh", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"])


def riyadh(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+03:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [("22T21:59", "22T21:59"), ("22T22:00", "23T07:00"), ("23T03:00", "23T07:00"), ("23T07:00", "23T07:00")],
)
def test_the_night_is_waited_out(moment: str, leaves: str) -> None:
    assert after_quiet(RIYADH, riyadh(moment)) == riyadh(leaves)


@pytest.mark.parametrize(
    ("pace", "moment", "leaves"),
    [
        (Pace.DAILY, "22T07:59", "22T08:00"),
        (Pace.DAILY, "22T08:00", "23T08:00"),
        (Pace.WEEKLY, "22T07:00", "22T08:00"),  # a Sunday
        (Pace.WEEKLY, "22T09:00", "29T08:00"),
    ],
)
def test_a_digest_leaves_at_its_hour(pace: Pace, moment: str, leaves: str) -> None:
    assert next_digest(RIYADH, pace, riyadh(moment)) == riyadh(leaves)


@given(moments, zones, clocks, clocks)
def test_what_is_held_leaves_when_quiet_hours_are_over(
    moment: datetime, zone: str, begin: time, end: time
) -> None:
    hours = Hours(zone, begin, end)
    leaves = after_quiet(hours, moment)

    assert moment <= leaves <= moment + timedelta(hours=26)
    if leaves != moment:
        assert is_quiet(hours, moment)


@given(moments, zones, st.integers(0, 23), st.integers(0, 6))
def test_digests_come_in_time_and_on_their_day(moment: datetime, zone: str, hour: int, weekday: int) -> None:
    hours = Hours(zone, digest_hour=hour, digest_weekday=weekday)
    daily, weekly = next_digest(hours, Pace.DAILY, moment), next_digest(hours, Pace.WEEKLY, moment)

    assert moment < daily <= moment + timedelta(hours=26)
    assert daily <= weekly <= moment + timedelta(days=8)
    assert weekly.astimezone(ZoneInfo(zone)).weekday() == weekday
