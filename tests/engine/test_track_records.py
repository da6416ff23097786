"""What was told is compared with what came after: nothing counts as a success that was never put to test."""

import os
import signal
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from db.kinds import Judged, PostStatus, Verdict
from db.models import AdCampaign, BudgetForecast, ExpectedRange, SocialPost
from db.session import engine, session
from engine import budgets, track_records
from engine.core.clock import stopped_at
from engine.core.work import work
from engine.track_records import keep, list_track_records
from tests.factories import (
    NOON,
    OrgFacts,
    insert,
    make_ad_campaign,
    make_day,
    make_integration,
    make_org,
    make_profile,
)
from tests.rows import rows

TODAY = date(2026, 11, 22)
LAST = TODAY + timedelta(days=9)
ENDS = datetime(2026, 12, 1, 12, tzinfo=UTC)
MILLION = 1_000_000


@pytest.fixture
def org(database, redis) -> OrgFacts:
    return make_org()


def record(org: OrgFacts, subject: str, part: str | None = None, at: datetime = NOON) -> dict[str, Any]:
    """Measured at that moment, twice; then what is shown of one subject."""
    with stopped_at(at):
        track_records.measure(org.id)
        track_records.measure(org.id)
    [found] = [row for row in list_track_records(org.id) if (row["subject"], row["part"]) == (subject, part)]
    return found


def test_a_day_inside_its_range_is_a_hit_and_one_that_is_not_over_is_no_case(org):
    account, forgotten = make_integration(org.id), make_integration(org.id)
    days = [TODAY - timedelta(days=n) for n in range(8)]
    for integration_id, read in ((account, days), (forgotten, days[5:])):
        campaign = make_ad_campaign(org.id, integration_id)
        for day in read:
            make_day(org.id, integration_id, campaign, day)
        insert(org.id, *(
            ExpectedRange(org_id=org.id, ad_campaign_id=campaign, metric=Judged.CLICKS, date=day, low=10,
                          middle=15, high=20, actual={5: 21, 6: 9, 7: None}.get((TODAY - day).days, 15))
            for day in days
        ))  # fmt: skip

    found = record(org, "expected_range", "clicks")

    # of the first: three to six days ago; of the second, whose last reading was five days ago: six days ago
    assert (found["cases"], found["hits"], found["figures"]) == (5, 2, {"above": 1, "below": 2})
    assert found["promised"] == 0.9995
    assert record(org, "expected_range", "spend")["share"] is None


def warned(org: OrgFacts, *, budget: int = 1000, a_day: int = 80) -> tuple[UUID, UUID]:
    """A campaign that spends so much a day and was expected not to have enough."""
    account = make_integration(org.id)
    campaign = make_ad_campaign(
        org.id, account, lifetime_budget_micros=budget * MILLION, ends_at=ENDS,
        starts_at=NOON - timedelta(days=10),
    )  # fmt: skip
    for n in range(1, 11):
        spent(org, account, campaign, TODAY - timedelta(days=n), a_day)
    with stopped_at(NOON), work(org.id) as unit:
        budgets.check(unit, account)
        budgets.check(unit, account)
    [row] = rows(org.id, BudgetForecast)
    assert (row.expected_micros > budget * MILLION, row.last, row.verdict) == (True, LAST, None)
    return account, campaign


def spent(org: OrgFacts, account: UUID, campaign: UUID, day: date, amount: int) -> None:
    make_day(org.id, account, campaign, day, spend_micros=amount * MILLION)


def live_on(org: OrgFacts, account: UUID, campaign: UUID, *, a_day: int, days: int = 10) -> None:
    """It goes on for so many days; then other campaigns of the account do."""
    other = make_ad_campaign(org.id, account)
    for n in range(days):
        spent(org, account, campaign, TODAY + timedelta(days=n), a_day)
    spent(org, account, other, LAST + timedelta(days=1), 1)


def afterwards(org: OrgFacts) -> tuple[dict[str, Any], BudgetForecast]:
    found = record(org, "budget_forecast", at=NOON + timedelta(days=14))
    [row] = rows(org.id, BudgetForecast)
    return found, row


def test_a_budget_that_was_used_up_as_told_is_a_hit_and_before_its_end_no_case(org):
    account, campaign = warned(org)
    assert record(org, "budget_forecast")["cases"] == 0
    live_on(org, account, campaign, a_day=40, days=5)  # then its platform, or we, stopped it: nothing was left

    found, row = afterwards(org)

    assert (found["cases"], found["hits"], row.verdict) == (1, 1, Verdict.CAME_TRUE)
    assert (found["figures"]["measured"], found["figures"]["median_off"]) == (0, None)


def test_one_that_sufficed_after_all_is_a_miss_and_tells_how_far_off_it_was(org):
    account, campaign = warned(org)
    live_on(org, account, campaign, a_day=15)

    found, row = afterwards(org)

    assert (found["cases"], found["hits"], row.verdict) == (1, 0, Verdict.DID_NOT)
    assert row.spent_micros == 950 * MILLION
    assert found["figures"]["median_off"] == pytest.approx(1 - 950 * MILLION / row.expected_micros)
    assert (found["figures"]["measured"], found["figures"]["within_range"]) == (1, 0)


@pytest.mark.parametrize("acted", ["stopped it", "moved its end", "nobody read it"])
def test_what_somebody_put_an_end_to_was_not_put_to_test(org, acted):
    account, campaign = warned(org)
    if acted != "nobody read it":
        live_on(org, account, campaign, a_day=10, days=3 if acted == "stopped it" else 10)
    if acted == "moved its end":
        with session(org.id) as writer:
            writer.get_one(AdCampaign, (org.id, campaign)).ends_at = ENDS + timedelta(days=5)
            writer.commit()

    with stopped_at(NOON + timedelta(days=50)):
        track_records.measure(org.id)
    [row] = rows(org.id, BudgetForecast)
    found = record(org, "budget_forecast", at=NOON + timedelta(days=50))

    assert (found["cases"], found["figures"]["untested"], row.verdict) == (0, 1, Verdict.UNTESTED)


def test_posts_are_compared_by_what_was_proposed_before_them(org):
    profile = make_profile(org.id, make_integration(org.id))
    monday = NOON - timedelta(days=NOON.weekday() + 98, hours=3)

    def published(at: datetime, likes: int) -> None:
        insert(org.id, SocialPost(
            org_id=org.id, id=uuid4(), created_at=at, profile_id=profile, platform="meta", content="post",
            status=PostStatus.PUBLISHED, published_at=at, likes=likes, external_id=uuid4().hex,
        ))  # fmt: skip

    for week in range(14):
        published(monday + timedelta(weeks=week), 50)  # nine in the morning in Riyadh
        published(monday + timedelta(weeks=week, days=2, hours=6), 10)
        published(monday + timedelta(weeks=week, days=3, hours=6), 12)

    found = record(org, "best_time")

    assert found["cases"] == found["hits"] >= 4  # the first weeks had too little to propose anything from
    assert found["figures"]["lift"] > 2 > found["figures"]["others_lift"]
    assert found["figures"]["others"] >= 8


def test_killed_between_two_subjects_it_is_whole_the_next_time(org):
    if (pid := os.fork()) == 0:
        engine().dispose(close=False)
        keep.SUBJECTS = (keep.SUBJECTS[0], lambda _: os.kill(os.getpid(), signal.SIGKILL))  # type: ignore[assignment, return-value]
        track_records.measure(org.id)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert {row["subject"] for row in list_track_records(org.id)} == {"expected_range"}

    track_records.measure(org.id)

    assert len(list_track_records(org.id)) == len(Judged) + 2
