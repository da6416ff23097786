"""X's own client as the judge: pointed at the sandbox, it sees accounts, campaigns, reports and changes."""

from datetime import datetime

import pytest
from twitter_ads.campaign import Campaign, LineItem, TargetingCriteria, Tweet
from twitter_ads.client import Client
from twitter_ads.creative import PromotedTweet, Tweets
from twitter_ads.enum import ENTITY_STATUS, GRANULARITY, METRIC_GROUP
from twitter_ads.error import BadRequest, NotAuthorized, NotFound, RateLimit
from twitter_ads.http import Request

from tests.sandbox.twitter import WAHA, twitter_person
from tests.sandbox.visitors import CLIENT

SPAN = {"start_time": datetime(2026, 11, 14, 21), "end_time": datetime(2026, 11, 21, 21)}  # noqa: DTZ001 - as it asks
DAILY = {**SPAN, "granularity": GRANULARITY.DAY}


@pytest.fixture
def client(control, http, monkeypatch) -> Client:
    person = twitter_person(control.url, http)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(Request, "_DEFAULT_DOMAIN", f"{control.url}/twitter")
    return Client(CLIENT["client_id"], CLIENT["client_secret"], person.token, person.secret)


@pytest.fixture
def account(client):
    return client.accounts(WAHA)


def test_it_lists_accounts_and_everything_below(client, account):
    assert {each.id for each in client.accounts()} >= {WAHA}
    assert (account.name, account.timezone) == ("Al Waha", "Asia/Riyadh")

    campaigns = list(account.campaigns(count=2))
    assert len(campaigns) == 9
    assert len(list(account.campaigns(with_deleted=True))) == 10
    items = list(account.line_items(campaign_ids=campaigns[0].id))
    assert {item.campaign_id for item in items} == {campaigns[0].id}
    assert next(iter(account.funding_instruments())).currency == "SAR"
    assert all(tweet.tweet_id for tweet in account.promoted_tweets())


def test_it_reads_a_report_at_once_and_from_a_job(account):
    ids = [campaign.id for campaign in account.campaigns()]
    groups = [METRIC_GROUP.ENGAGEMENT, METRIC_GROUP.BILLING]

    at_once = Campaign.all_stats(account, ids, groups, **DAILY)
    job = Campaign.queue_async_stats_job(account, ids, groups, **DAILY)
    looks = [Campaign.async_stats_job_result(account, job_ids=[job.id]).first for _ in range(2)]
    file = Campaign.async_stats_job_data(account, url=looks[1].url)

    assert [look.status for look in looks] == ["PROCESSING", "SUCCESS"]
    assert file["data"] == at_once
    assert file["time_series_length"] == 7


def test_it_finds_what_was_active(account):
    active = Campaign.active_entities(account, **SPAN)

    assert {each["entity_id"] for each in active} <= {each.id for each in account.campaigns(with_deleted=True)}
    assert all(each["placements"] for each in active)


def test_it_pauses_a_campaign_and_bids_otherwise(account):
    campaign = next(each for each in account.campaigns() if each.entity_status == ENTITY_STATUS.ACTIVE)
    campaign.entity_status = ENTITY_STATUS.PAUSED
    campaign.save()
    item = next(iter(account.line_items(campaign_ids=campaign.id)))
    item.bid_amount_local_micro = 2_340_000
    item.save()

    assert account.campaigns(campaign.id).entity_status == "PAUSED"
    assert account.line_items(item.id).bid_amount_local_micro == 2_340_000


def test_it_creates_and_deletes(account):
    campaign = Campaign(account)
    campaign.funding_instrument_id = account.funding_instruments().first.id
    campaign.daily_budget_amount_local_micro = 50_000_000
    campaign.name, campaign.entity_status = "By the client", ENTITY_STATUS.PAUSED
    campaign.save()
    item = LineItem(account)
    item.campaign_id, item.objective, item.product_type = campaign.id, "ENGAGEMENTS", "PROMOTED_TWEETS"
    item.placements, item.bid_amount_local_micro, item.bid_strategy = ["ALL_ON_TWITTER"], 320_000, "MAX"
    item.start_time, item.end_time, item.entity_status = "2026-11-22", "2026-12-22", "PAUSED"
    item.save()

    assert account.line_items(item.id).campaign_id == campaign.id
    campaign.delete()
    with pytest.raises(NotFound):
        account.campaigns(campaign.id)


def a_line_item(account) -> LineItem:
    campaign = Campaign(account)
    campaign.funding_instrument_id = account.funding_instruments().first.id
    campaign.daily_budget_amount_local_micro, campaign.name = 50_000_000, "By the client"
    campaign.save()
    item = LineItem(account)
    item.campaign_id, item.objective, item.product_type = campaign.id, "WEBSITE_CLICKS", "PROMOTED_TWEETS"
    item.placements, item.bid_strategy = ["ALL_ON_TWITTER"], "AUTO"
    item.start_time, item.end_time, item.entity_status = "2026-11-22", "2026-12-22", "PAUSED"
    item.save()
    return item


def test_it_advertises_with_a_tweet_of_its_own(account):
    user = account.promotable_users().first.user_id
    tweet = Tweet.create(account, text="Only for ads", as_user_id=user, trim_user=True)
    item = a_line_item(account)
    ads = list(PromotedTweet.attach(account, line_item_id=item.id, tweet_ids=[tweet["id_str"]]))

    assert [(ad.tweet_id, ad.line_item_id) for ad in ads] == [(tweet["id_str"], item.id)]
    [listed] = Tweets.all(account, tweet_type="PUBLISHED", tweet_ids=[tweet["id_str"]])
    assert listed["full_text"] == "Only for ads"
    ads[0].delete()
    assert item.id not in {each.line_item_id for each in account.promoted_tweets()}


def test_it_targets_countries_one_by_one_and_in_a_batch(client, account):
    item = a_line_item(account)
    places = [
        each["targeting_value"]
        for code in ("SA", "AE")
        for each in TargetingCriteria.locations(account, location_type="COUNTRIES", country_code=code)
    ]
    criteria = []
    for place in places:
        criteria.append(TargetingCriteria(account))
        criteria[-1].line_item_id, criteria[-1].targeting_type = item.id, "LOCATION"
        criteria[-1].targeting_value = place
    criteria[0].save()
    TargetingCriteria.batch_save(account, criteria[1:])

    found = list(TargetingCriteria.all(account, line_item_ids=item.id))
    assert [each.targeting_value for each in found] == places
    bad = TargetingCriteria(account)
    bad.line_item_id, bad.targeting_type, bad.targeting_value = item.id, "LOCATION", "Atlantis"
    with pytest.raises(BadRequest):
        TargetingCriteria.batch_save(account, [bad])


def test_it_understands_refusals(client, account, control):
    control.fault("twitter", "throttle", account=WAHA)
    with pytest.raises(RateLimit) as throttled:
        account.campaigns()
    assert int(throttled.value.reset_at) > 0

    control.post("/tokens", platform="twitter", action="revoke")
    with pytest.raises(NotAuthorized):
        client.accounts()
