"""The cache is warmed before the working day, by the organisation's own clock, once."""

from datetime import UTC, datetime

import pytest
from redis import Redis

from engine import cache
from engine.core.clock import stopped_at
from engine.core.work import work
from tests.factories import OrgFacts, make_org

pytestmark = pytest.mark.usefixtures("database", "redis")


def chosen(zone: str, hour: int, *weekdays: int) -> OrgFacts:
    org = make_org(timezone=zone)
    with work(org.id) as unit:
        cache.choose_schedule(unit, on=True, hour=hour, weekdays=weekdays)
    return org


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def planned(org: OrgFacts, *moments: str) -> list[int]:
    found = []
    for moment in moments:
        with stopped_at(at(moment)):
            found.append(cache.plan(org.id))
    return found


def test_sunday_to_thursday_at_seven_in_riyadh_unless_chosen_otherwise() -> None:
    org = make_org(timezone="Asia/Riyadh")
    # 2026-11-27 is a Friday; seven in Riyadh is four in UTC
    assert planned(org, "2026-11-27 04:00", "2026-11-28 04:00", "2026-11-29 03:59") == [0, 0, 0]
    assert planned(org, "2026-11-29 04:00", "2026-11-29 04:10", "2026-11-30 04:00") == [1, 0, 1]


def test_what_was_missed_is_made_up_for_two_hours_and_no_longer() -> None:
    org = chosen("Asia/Riyadh", 7, *range(7))
    assert planned(org, "2026-11-29 05:50", "2026-11-30 06:10") == [1, 0]


def test_an_hour_that_spring_skips_is_warmed_once_after_the_gap() -> None:
    org = chosen("Europe/Berlin", 2, *range(7))  # on 2027-03-28 there is no 02:30 in Berlin
    assert planned(org, "2027-03-28 00:50", "2027-03-28 01:00", "2027-03-28 01:10", "2027-03-29 00:00") == [
        0,
        1,
        0,
        1,
    ]


def test_an_hour_that_autumn_repeats_is_warmed_once() -> None:
    org = chosen("Europe/Berlin", 2, *range(7))  # on 2026-10-25 there are two
    assert planned(org, "2026-10-25 00:00", "2026-10-25 01:00", "2026-10-25 01:30") == [1, 0, 0]


def test_an_hour_before_midnight_may_be_made_up_after_it() -> None:
    org = chosen("Asia/Riyadh", 23, 3)  # Thursdays
    assert planned(org, "2026-11-26 21:30", "2026-11-26 21:40") == [1, 0]


def test_never_is_never(redis: Redis) -> None:
    org = make_org(timezone="Asia/Riyadh")
    with work(org.id) as unit:
        cache.choose_schedule(unit, on=False, hour=7, weekdays=())
    assert planned(org, "2026-11-29 04:00") == [0]
    assert cache.next_warming(org.id) is None


def test_the_next_time_is_told() -> None:
    org = chosen("Asia/Riyadh", 7, 6)  # Sundays
    with stopped_at(at("2026-11-29 05:00")):
        assert cache.next_warming(org.id) == at("2026-12-06 04:00")
