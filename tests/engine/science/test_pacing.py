"""Is a budget on its way? The edges: first day, last day, no end, nothing left."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.core.periods import Days
from engine.science.pacing import elapsed, last_day, pace, pace_lifetime

ZONE = "Asia/Riyadh"
NOVEMBER = Days(date(2026, 11, 1), date(2026, 12, 1))
NOON_22 = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (datetime(2026, 10, 31, 20, 59, tzinfo=UTC), 0),  # a minute before midnight in Riyadh
        (datetime(2026, 10, 31, 21, tzinfo=UTC), 0),
        (datetime(2026, 11, 1, 9, tzinfo=UTC), 0.5),
        (NOON_22, 21.5),
        (datetime(2026, 12, 24, tzinfo=UTC), 30),
    ],
)
def test_days_pass_on_the_orgs_clock(now: datetime, days: float) -> None:
    assert elapsed(NOVEMBER, now, ZONE) == pytest.approx(days)


@pytest.mark.parametrize(
    ("spent", "passed", "status"),
    [(0, 0, "on_pace"), (1000, 30, "on_pace"), (500, 15, "on_pace"), (390, 15, "behind"), (610, 15, "ahead")],
)
def test_even_spending_is_what_is_expected(spent: float, passed: float, status: str) -> None:
    assert pace(spent, 1000, passed, 30).status == status


def test_no_budget_has_no_pace() -> None:
    assert pace(10, 0, 1, 30).status == "no_budget"


def test_a_budget_that_is_gone_is_said_to_be() -> None:
    assert pace_lifetime(1000, 1000, 300, NOVEMBER, NOON_22, ZONE).status == "spent"


def test_money_that_ends_before_the_flight_does_is_said_with_its_day() -> None:
    found = pace_lifetime(850, 1000, 350, NOVEMBER, NOON_22, ZONE)

    assert (found.status, found.runs_out_on) == ("runs_out", date(2026, 11, 25))


def test_a_flight_that_has_not_begun_is_not_behind() -> None:
    december = Days(date(2026, 12, 1), date(2027, 1, 1))

    assert pace_lifetime(0, 1000, 0, december, NOON_22, ZONE).status == "not_started"


def test_without_an_end_nothing_is_expected() -> None:
    found = pace_lifetime(400, 1000, 70, None, NOON_22, ZONE)

    assert (found.status, found.expected_pct, found.used_pct) == ("on_pace", None, 40)


def test_money_that_is_not_spent_lasts() -> None:
    assert last_day(100, 0, date(2026, 11, 22)) is None


@given(
    spent=some.floats(0, 1e9), budget=some.floats(0.01, 1e9), passed=some.floats(0, 90), whole=some.floats(0.1, 90)
)
def test_the_points_are_what_lies_between_used_and_expected(
    spent: float, budget: float, passed: float, whole: float
) -> None:
    found = pace(spent, budget, passed, whole)

    assert found.used_pct is not None
    assert found.expected_pct is not None
    assert found.points is not None
    assert found.points == pytest.approx(found.used_pct - found.expected_pct)
    assert (found.status == "on_pace") == (abs(found.points) <= 10)


@given(left=some.floats(0, 1e6), slow=some.floats(0.1, 1e3), faster=some.floats(0, 1e3))
def test_faster_spending_never_lasts_longer(left: float, slow: float, faster: float) -> None:
    today = date(2026, 11, 22)
    never = today + timedelta(days=4000)

    assert (last_day(left, slow + faster, today) or never) <= (last_day(left, slow, today) or never)
