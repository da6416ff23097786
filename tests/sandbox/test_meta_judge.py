"""Meta's own Python client as judge: what it sends is understood, what it is answered it reads."""

from datetime import UTC, datetime
from typing import Any

import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adcreative import AdCreative
from facebook_business.adobjects.adreportrun import AdReportRun
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.advideo import AdVideo
from facebook_business.adobjects.campaign import Campaign
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.lead import Lead
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from tests.control import Control
from tests.sandbox.visitors import CLIENT, KSA, Meta
from tests.waiting import eventually

PICTURE = "https://media.example/winter.jpg"


def api_of(url: str, token: str) -> FacebookAdsApi:
    session = FacebookSession(CLIENT["client_id"], CLIENT["client_secret"], token)
    session.GRAPH = f"{url}/meta"
    session.requests.trust_env = False
    return FacebookAdsApi(session, api_version="v26.0")


@pytest.fixture
def api(meta: Meta) -> Any:
    found = api_of(meta.url, meta.token)
    yield found
    found._session.requests.close()


@pytest.fixture
def account(api: FacebookAdsApi) -> AdAccount:
    return AdAccount(f"act_{KSA}", api=api)


def campaign_of(account: AdAccount, **more: object) -> Campaign:
    params = {
        Campaign.Field.name: "تخفيضات الشتاء", Campaign.Field.objective: Campaign.Objective.outcome_sales,
        Campaign.Field.status: Campaign.Status.paused, Campaign.Field.special_ad_categories: [],
        Campaign.Field.daily_budget: 75_000,
    }  # fmt: skip
    return account.create_campaign(params=params | more)


def test_it_finds_the_ad_accounts_with_their_proof(api):
    found = list(
        User("me", api=api).get_ad_accounts(fields=[AdAccount.Field.currency, AdAccount.Field.timezone_name])
    )

    assert {each[AdAccount.Field.currency] for each in found} == {"SAR", "AED", "JPY", "USD"}
    assert api._session.appsecret_proof


def test_it_pages_through_campaigns_ad_sets_and_ads(account):
    campaigns = list(account.get_campaigns(fields=["name", "daily_budget"], params={"limit": 3}))
    ad_sets = list(account.get_ad_sets(fields=["campaign_id", "targeting"], params={"limit": 5}))
    ads = list(account.get_ads(fields=["adset_id", "creative"], params={"limit": 5}))

    assert {each["campaign_id"] for each in ad_sets} == {each["id"] for each in campaigns}
    assert {each["adset_id"] for each in ads} <= {each["id"] for each in ad_sets}


def test_it_reads_insights_at_once_and_as_a_report(account):
    params = {
        "level": "campaign",
        "time_increment": 1,
        "time_range": {"since": "2026-11-15", "until": "2026-11-21"},
    }
    fields = ["campaign_id", "spend", "impressions", "actions"]

    at_once = [each.export_all_data() for each in account.get_insights(fields=fields, params=params)]
    run = account.get_insights(fields=fields, params=params, is_async=True)
    eventually(lambda: run.api_get()[AdReportRun.Field.async_status] == "Job Completed")
    reported = [each.export_all_data() for each in run.get_result(params={"limit": 500})]

    assert at_once
    assert reported == at_once


def test_it_creates_a_campaign_an_ad_set_a_creative_and_an_ad_and_switches_them_on(account, api):
    campaign = campaign_of(account)
    ad_set = account.create_ad_set(params={
        AdSet.Field.name: "السعودية", AdSet.Field.campaign_id: campaign["id"], AdSet.Field.status: "PAUSED",
        AdSet.Field.billing_event: AdSet.BillingEvent.impressions,
        AdSet.Field.optimization_goal: AdSet.OptimizationGoal.offsite_conversions,
        AdSet.Field.promoted_object: {"pixel_id": "903330000000077", "custom_event_type": "PURCHASE"},
        AdSet.Field.targeting: {"geo_locations": {"countries": ["SA"]}},
    })  # fmt: skip
    creative = account.create_ad_creative(params={
        AdCreative.Field.name: "Winter",
        AdCreative.Field.object_story_spec: {
            "page_id": "105550000000077",
            "link_data": {"link": "https://shop.example/", "message": "Now", "name": "Winter", "picture": PICTURE},
        },
    })  # fmt: skip
    ad = account.create_ad(params={
        Ad.Field.name: "Winter", Ad.Field.adset_id: ad_set["id"], Ad.Field.status: "PAUSED",
        Ad.Field.creative: {"creative_id": creative["id"]},
    })  # fmt: skip

    for node in (Campaign(campaign["id"], api=api), AdSet(ad_set["id"], api=api), Ad(ad["id"], api=api)):
        node.api_update(params={"status": "ACTIVE"})

    read = Ad(ad["id"], api=api).api_get(
        fields=["effective_status", "adset_id", "creative{title,object_story_spec}"]
    )
    assert (read["effective_status"], read["adset_id"], read["creative"]["title"]) == (
        "ACTIVE", ad_set["id"], "Winter",
    )  # fmt: skip
    told = Campaign(campaign["id"], api=api).api_get(fields=["name", "daily_budget", "bid_strategy"])
    assert (told["name"], told["daily_budget"], told["bid_strategy"]) == (
        "تخفيضات الشتاء", "75000", "LOWEST_COST_WITHOUT_CAP",
    )  # fmt: skip


def test_it_changes_and_deletes_a_campaign(account, api):
    campaign = Campaign(campaign_of(account)["id"], api=api)

    campaign.api_update(params={"daily_budget": 90_000, "name": "Renamed"})
    changed = campaign.api_get(fields=["name", "daily_budget"])
    campaign.api_delete()

    assert (changed["name"], changed["daily_budget"]) == ("Renamed", "90000")
    assert campaign.api_get(fields=["status"])["status"] == "DELETED"


def test_it_uploads_a_film(account, api):
    film = account.create_ad_video(params={"file_url": "https://media.example/winter.mp4"})

    eventually(
        lambda: AdVideo(film["id"], api=api).api_get(fields=["status"])["status"]["video_status"] == "ready"
    )


def test_it_publishes_on_a_page_and_reads_the_answers(api, meta, control):
    page = User("me", api=api).get_accounts(fields=["name", "access_token"])[0]
    speaking = api_of(meta.url, page["access_token"])
    made = Page(page["id"], api=speaking).create_feed(params={"message": "أهلا", "link": "https://shop.example/"})

    control.post("/clock", advance_s=3_000)
    posts = Page(page["id"], api=speaking).get_published_posts(
        fields=["message", "created_time", "likes.summary(true).limit(0)"], params={"limit": 3}
    )
    first = next(iter(posts))
    PagePost(made["id"], api=speaking).api_delete()

    assert (first["id"], first["message"]) == (made["id"], "أهلا")
    assert first["likes"]["summary"]["total_count"] > 0
    assert next(iter(Page(page["id"], api=speaking).get_published_posts()))["id"] != made["id"]


def test_it_lets_the_app_into_a_page_and_out_again(api, meta, account):
    token = User("me", api=api).get_accounts(fields=["access_token"])[0]
    page = Page(token["id"], api=api_of(meta.url, token["access_token"]))

    page.create_subscribed_app(params={"subscribed_fields": ["leadgen", "feed"]})
    account.create_subscribed_app(params={"app_id": "sandbox-client"})
    fields = [list(each["subscribed_fields"]) for each in page.get_subscribed_apps()]
    page.delete_subscribed_apps()
    account.delete_subscribed_apps(params={"app_id": "sandbox-client"})

    assert fields == [["leadgen", "feed"]]
    assert list(page.get_subscribed_apps()) == list(account.get_subscribed_apps()) == []


def test_it_publishes_on_instagram_in_two_steps(api, meta):
    page = User("me", api=api).get_accounts(fields=["access_token", "instagram_business_account"])[0]
    speaking = api_of(meta.url, page["access_token"])
    profile = IGUser(page["instagram_business_account"]["id"], api=speaking)

    container = profile.create_media(params={"image_url": PICTURE, "caption": "شتاء"})
    made = profile.create_media_publish(params={"creation_id": container["id"]})
    first = next(iter(profile.get_media(fields=["caption", "timestamp", "like_count"])))

    assert (first["id"], first["caption"]) == (made["id"], "شتاء")


def test_it_reads_a_lead(api, control):
    happened = fill_in(control)

    lead = Lead(happened["lead_id"], api=api).api_get(fields=["form_id", "field_data", "created_time"])

    assert lead["form_id"] == happened["form_id"]
    assert {each["name"]: each["values"][0] for each in lead["field_data"]} == happened["fields"]


def fill_in(control: Control) -> dict[str, Any]:
    """Somebody fills in a form, and nobody is told."""
    answer = control.http.post(
        "/webhooks", json={"platform": "meta", "kind": "lead", "url": f"{control.url}/_control/health"}
    ).json()
    happened: dict[str, Any] = answer["happened"]
    return happened


def test_it_raises_what_is_wrong_and_names_it(account, api):
    with pytest.raises(FacebookRequestError) as refused:
        campaign_of(account, daily_budget=1)
    with pytest.raises(FacebookRequestError) as nameless:
        campaign_of(account, name="")
    with pytest.raises(FacebookRequestError) as dead:
        User("me", api=api_of(account.get_api()._session.GRAPH.removesuffix("/meta"), "invented")).api_get()

    assert (refused.value.api_error_code(), refused.value.api_error_subcode()) == (100, 1885272)
    assert nameless.value.body()["error"]["error_data"] == {"blame_field_specs": [["name"]]}
    assert dead.value.api_error_code() == 190


def test_a_dated_start_is_read_back_as_it_was_told(account, api):
    starts = datetime(2026, 12, 1, 6, 30, tzinfo=UTC)

    campaign = campaign_of(account, start_time=int(starts.timestamp()))

    told = Campaign(campaign["id"], api=api).api_get(fields=["start_time"])["start_time"]
    assert told == "2026-12-01T09:30:00+0300"
