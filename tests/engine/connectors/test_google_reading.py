"""What only Google has: manager accounts above the customers, and a budget that is a thing of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.kinds import EntityStatus, Level
from engine.core.errors import Refused
from engine.core.periods import Days


def test_managers_are_the_way_to_accounts_and_no_accounts(google_person):
    ids = {row.external_id for row in google_person.rows}

    assert all(row.login_id for row in google_person.rows)
    assert {row.login_id for row in google_person.rows} - ids


def test_without_the_manager_the_customer_is_closed(google_person):
    row = next(row for row in google_person.busy() if row.login_id != row.external_id)
    account = replace(google_person.account(row), login_id="")

    with pytest.raises(Refused) as refused:
        list(google_person.connector.fetch_entities(account))

    assert refused.value.facts["reason"] == "permission"


def test_a_root_that_refuses_does_not_hide_the_others(google_person):
    roots = {row.login_id for row in google_person.rows}
    assert len(roots) > 1
    google_person.sandbox.fault("google", "permission", path=f"customers/{min(roots)}/")

    found = google_person.connector.fetch_accounts(google_person.tokens.access)

    assert {row.login_id for row in found} == roots - {min(roots)}


def test_when_every_root_refuses_the_refusal_is_told(google_person):
    google_person.sandbox.fault("google", "permission", path="searchStream", times=9)

    with pytest.raises(Refused):
        google_person.connector.fetch_accounts(google_person.tokens.access)


def test_a_single_day_that_takes_too_long_is_asked_again(google_person):
    account = google_person.busy()[0]
    day = google_person.last_days(2, account).since
    google_person.sandbox.fault("google", "too_much_data")

    assert google_person.metrics(account, Days(day, day + timedelta(days=1)))


def test_a_bid_belongs_to_the_ad_group(google_person):
    account, group = next(
        (account, row)
        for account in google_person.busy()
        for row in google_person.entities(account)
        if row.level is Level.AD_SET and row.bid_micros and row.status is EntityStatus.ACTIVE
    )

    google_person.change(account, group, bid_micros=2_340_000)

    assert google_person.read_back(account, group).bid_micros == 2_340_000


@pytest.mark.parametrize("change", [{"bid_micros": 1_000_000}, {"daily_budget_micros": 5_000_000, "extra": {}}])
def test_money_at_the_wrong_place_is_refused_before_any_call(google_person, change):
    account, campaign = google_person.active_campaign()
    before = len(google_person.calls())

    with pytest.raises(Refused):
        google_person.change(account, campaign, **change)

    assert len(google_person.calls()) == before


def test_a_removed_campaign_stays_in_the_list(google_person):
    account, campaign = google_person.active_campaign()

    google_person.change(account, campaign, status=EntityStatus.REMOVED)

    assert google_person.read_back(account, campaign).status is EntityStatus.REMOVED
