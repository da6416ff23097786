"""80, 90 and 100 percent: once each, again when the budget rises, never twice for what is restated."""

from datetime import date, timedelta

import pytest

from db.kinds import CampaignStatus, EntityStatus, PauseStatus, Severity
from db.models import AdSet, BudgetPause, Campaign
from engine import budgets
from engine.budgets import list_budgets
from engine.budgets.crossings import record_used_up
from engine.core.clock import stopped_at
from engine.core.work import work
from tests.engine.budgets.conftest import MILLION, TODAY, Guarded
from tests.factories import NOON, insert, make_ad, make_ad_campaign, make_integration, make_rate
from tests.rows import rows


def test_each_share_is_told_once_as_loud_as_it_is(guarded: Guarded) -> None:
    campaign = guarded.campaign(1000)
    for amount, reached in ((790, []), (800, [80]), (850, [80]), (905, [80, 90]), (1001, [80, 90, 100])):
        guarded.spend(campaign, amount)
        guarded.check()
        guarded.check()
        assert guarded.reached() == reached

    assert [row.severity for row in guarded.alerts()] == [Severity.INFO, Severity.WARNING, Severity.CRITICAL]
    assert all(row.ad_campaign_id == campaign for row in guarded.alerts())


def test_what_is_restated_down_and_up_again_is_not_told_twice(guarded: Guarded) -> None:
    campaign = guarded.campaign(1000)
    for amount in (920, 700, 920):
        guarded.spend(campaign, amount)
        guarded.check()

    assert guarded.reached() == [80, 90]


def test_a_higher_budget_arms_what_it_rises_above(guarded: Guarded) -> None:
    campaign = guarded.campaign(1000)
    guarded.spend(campaign, 1000)
    guarded.check()
    guarded.change(campaign, lifetime_budget_micros=1150 * MILLION)  # 87 %
    guarded.check()

    assert [row.threshold for row in guarded.standing()] == [80]
    assert [row.facts["share"] for row in guarded.alerts(live=True)] == ["100"]  # of the 80 that still stands

    guarded.spend(campaign, 1150)
    guarded.check()
    assert guarded.reached() == [80, 90, 100, 90, 100]


def test_a_lower_budget_is_crossed_by_what_is_spent(guarded: Guarded) -> None:
    campaign = guarded.campaign(1000)
    guarded.spend(campaign, 700)
    guarded.check()
    guarded.change(campaign, lifetime_budget_micros=750 * MILLION)
    guarded.check()

    assert guarded.reached() == [80, 90]


def test_a_lifetime_counts_from_its_first_day_and_a_day_by_itself(guarded: Guarded) -> None:
    lifetime, daily = guarded.campaign(1000), guarded.campaign(100, kind="daily")
    for campaign in (lifetime, daily):
        guarded.spend(campaign, 450, date(2026, 10, 31))  # before the flight
        guarded.spend(campaign, 70, date(2026, 11, 1))
        guarded.spend(campaign, 70)
    guarded.check()

    found = {row["id"]: row for row in list_budgets(guarded.org.id)["campaigns"]}
    assert found[str(lifetime)]["spent"] == 140
    assert (found[str(daily)]["spent"], found[str(daily)]["period"]) == (70, str(TODAY))
    assert guarded.reached() == []


def test_a_day_is_the_accounts_own(guarded: Guarded) -> None:
    tokyo = make_integration(guarded.org.id, timezone="Asia/Tokyo")
    campaign = guarded.campaign(100, kind="daily", integration_id=tokyo)
    guarded.spend(campaign, 95, TODAY, integration_id=tokyo)
    with stopped_at(NOON + timedelta(hours=8)):  # eight in the evening in Riyadh, the next day in Tokyo
        guarded.check(tokyo)

    assert guarded.reached() == []


def test_a_daily_budget_is_told_ahead_of_the_day_only_and_arms_again_at_midnight(guarded: Guarded) -> None:
    campaign = guarded.campaign(100, kind="daily")
    guarded.spend(campaign, 95)
    guarded.check()  # noon
    assert [row.severity for row in guarded.alerts(live=True)] == [Severity.INFO, Severity.WARNING]

    with stopped_at(NOON + timedelta(days=1, hours=11)):  # eleven in the evening
        guarded.spend(campaign, 101, TODAY + timedelta(days=1))
        guarded.check()
    assert guarded.reached() == [80, 90, 80, 90, 100]
    assert guarded.alerts(live=True) == []
    assert rows(guarded.org.id, BudgetPause) == []  # the platform holds it back by itself


def test_a_campaign_of_a_daily_budget_is_paused_where_somebody_chose_so(guarded: Guarded) -> None:
    campaign = guarded.campaign(100, kind="daily")
    with work(guarded.org.id) as unit:
        budgets.choose_for(unit, campaign, auto_pause=True)
    guarded.spend(campaign, 100)
    guarded.check()

    assert [(row.ad_campaign_id, row.status) for row in rows(guarded.org.id, BudgetPause)] == [
        (campaign, PauseStatus.PAUSING)
    ]


@pytest.mark.parametrize("own", [None, False])
def test_nothing_is_paused_where_it_is_switched_off(guarded: Guarded, own: bool | None) -> None:
    campaign = guarded.campaign(1000)
    with work(guarded.org.id) as unit:
        budgets.choose(unit, auto_pause=own is not None)
        budgets.choose_for(unit, campaign, auto_pause=own)
    guarded.spend(campaign, 1000)
    guarded.check()

    assert rows(guarded.org.id, BudgetPause) == []
    assert "switched off" in guarded.alerts()[-1].message


def test_what_is_paused_already_is_told_and_left_alone(guarded: Guarded) -> None:
    campaign = guarded.campaign(1000, status=EntityStatus.PAUSED)
    guarded.spend(campaign, 1000)
    guarded.check()

    assert guarded.reached() == [80, 90, 100]
    assert rows(guarded.org.id, BudgetPause) == []


def test_budgets_of_ad_sets_are_one_sum(guarded: Guarded) -> None:
    campaign = make_ad_campaign(guarded.org.id, guarded.integration_id)
    for _ in range(2):
        ad_set, _ads = make_ad(guarded.org.id, guarded.integration_id, campaign)
        with work(guarded.org.id) as unit:
            unit.find(AdSet, ad_set).lifetime_budget_micros = 500 * MILLION
    guarded.spend(campaign, 850)
    guarded.check()

    assert guarded.reached() == [80]


def ours(guarded: Guarded, budget: int, currency: str = "SAR") -> Campaign:
    row = Campaign(
        org_id=guarded.org.id, name="White Friday", status=CampaignStatus.ACTIVE, currency=currency,
        total_budget_micros=budget * MILLION, start_date=date(2026, 11, 1), end_date=date(2026, 11, 30),
    )  # fmt: skip
    insert(guarded.org.id, row)
    return row


def test_one_of_ours_is_guarded_over_all_its_platforms_and_currencies(guarded: Guarded, database) -> None:
    make_rate(database.owner_dsn, TODAY, only=True, SAR=4.125, USD=1.1)  # 3.75 riyals a dollar
    plan = ours(guarded, 1000)
    dollars = make_integration(guarded.org.id, "google", currency="USD")
    here = guarded.campaign(0, campaign_id=plan.id)
    there = guarded.campaign(0, campaign_id=plan.id, integration_id=dollars, platform="google", currency="USD")
    guarded.spend(here, 450)
    guarded.spend(there, 100, integration_id=dollars, platform="google", currency="USD")  # 375 riyals
    guarded.check()
    assert [(fact["threshold"], fact["campaign_id"], fact["spent_micros"]) for fact in guarded.facts()] == [
        (80, str(plan.id), 825 * MILLION)
    ]

    guarded.spend(there, 150)
    guarded.check(dollars)
    assert guarded.reached() == [80, 90, 100]
    assert {row.campaign_id for row in guarded.alerts()} == {plan.id}
    assert {row.ad_campaign_id for row in rows(guarded.org.id, BudgetPause)} == {here, there}


def test_what_cannot_be_converted_is_said_to_be_left_out(guarded: Guarded) -> None:
    plan = ours(guarded, 1000)
    yen = make_integration(guarded.org.id, "google", currency="JPY")
    there = guarded.campaign(0, campaign_id=plan.id, integration_id=yen, platform="google", currency="JPY")
    guarded.spend(there, 10**6, integration_id=yen, platform="google", currency="JPY")
    guarded.check(yen)

    [found] = list_budgets(guarded.org.id)["unified"]
    assert (found["spent"], found["is_whole"]) == (0, False)
    assert guarded.reached() == []


def test_a_fact_about_a_campaign_that_is_gone_or_a_crossing_that_is_over_says_nothing(guarded: Guarded) -> None:
    campaign = guarded.campaign(1000)
    guarded.spend(campaign, 850)
    with work(guarded.org.id) as unit:
        budgets.check(unit, guarded.integration_id)
    [fact] = guarded.facts()
    guarded.change(campaign, lifetime_budget_micros=5000 * MILLION)
    with work(guarded.org.id) as unit:
        budgets.check(unit, guarded.integration_id)
        budgets.notice(unit, fact)
        budgets.notice(unit, fact | {"ad_campaign_id": str(guarded.org.id)})

    assert guarded.alerts() == []


def test_what_a_platform_says_by_itself_is_a_crossing_too(guarded: Guarded) -> None:
    lifetime, daily = guarded.campaign(1000), guarded.campaign(100, kind="daily")
    guarded.spend(lifetime, 700)
    for _ in range(2):
        with work(guarded.org.id) as unit:
            seen_to = [record_used_up(unit, one) for one in (lifetime, daily)]
    assert seen_to == [True, False]  # of a day the platform's own word is all there is to say
    assert sorted(guarded.reached()) == [100, 100]


def test_a_check_that_dies_half_way_leaves_neither_crossing_nor_fact(guarded: Guarded) -> None:
    campaign = guarded.campaign(1000)
    guarded.spend(campaign, 1000)
    with pytest.raises(ZeroDivisionError), work(guarded.org.id) as unit:
        budgets.check(unit, guarded.integration_id)
        raise ZeroDivisionError
    assert (guarded.reached(), guarded.standing()) == ([], [])

    guarded.check()
    assert guarded.reached() == [80, 90, 100]


def test_a_flight_that_is_over_or_has_not_begun_has_no_budget(guarded: Guarded) -> None:
    over = guarded.campaign(100, starts_at=NOON - timedelta(days=40), ends_at=NOON - timedelta(days=2))
    coming = guarded.campaign(100, starts_at=NOON + timedelta(days=2))
    for campaign in (over, coming):
        guarded.spend(campaign, 100, TODAY - timedelta(days=5))
    guarded.check()

    assert guarded.reached() == []
    assert list_budgets(guarded.org.id)["campaigns"] == []
