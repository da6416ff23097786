"""TikTok's own Python client as judge: what it sends is understood, what it is answered it reads."""

from typing import Any

import business_api_client as sdk
import pytest

from tests.sandbox.tiktok import APP, EMPTY, JAPAN, KSA, NOMAD, TikTok
from tests.sandbox.visitors import REDIRECT

EVERYTHING = [{"field_name": "ad_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}]


@pytest.fixture
def client(tiktok: TikTok) -> Any:
    settings = sdk.Configuration()
    settings.host = f"{tiktok.url}/tiktok"
    found = sdk.ApiClient(settings)
    yield found
    found.pool.close()
    found.rest_client.pool_manager.clear()


def test_it_signs_in_and_finds_its_advertisers(client, control):
    code = control.post("/grants", platform="tiktok", redirect_uri=REDIRECT)["code"]
    signing = sdk.AuthenticationApi(client)

    answer = signing.oauth2_access_token(body=sdk.Oauth2AccessTokenBody(**APP, auth_code=code))
    token = answer["data"]["access_token"]
    listed = signing.oauth2_advertiser_get(APP["app_id"], APP["secret"], token)["data"]["list"]
    told = sdk.AccountManagementApi(client).advertiser_info(
        [row["advertiser_id"] for row in listed], token, fields=["advertiser_id", "currency", "display_timezone"]
    )

    assert answer["request_id"]
    assert [row["advertiser_id"] for row in listed] == [KSA, NOMAD, JAPAN, EMPTY]
    assert [row["currency"] for row in told["data"]["list"]] == ["SAR", "USD", "JPY", "SAR"]


def test_it_lists_campaigns_ad_groups_and_ads(client, tiktok):
    only = sdk.FilteringCampaignGet(primary_status="STATUS_ALL")
    campaigns = sdk.CampaignCreationApi(client).campaign_get(
        KSA, tiktok.token, filtering=only, page=1, page_size=100, fields=["campaign_id", "budget"]
    )["data"]
    groups = sdk.AdgroupApi(client).adgroup_get(KSA, tiktok.token, page_size=1000)["data"]["list"]
    ads = sdk.AdApi(client).ad_get(KSA, tiktok.token, page_size=1000)["data"]["list"]

    assert len(campaigns["list"]) == campaigns["page_info"]["total_number"] == 10
    assert {row["adgroup_id"] for row in ads} == {row["adgroup_id"] for row in groups}


def test_it_reads_a_report_at_once_and_as_a_task(client, tiktok):
    query: dict[str, Any] = {
        "advertiser_id": KSA, "data_level": "AUCTION_AD", "dimensions": ["ad_id", "stat_time_day"],
        "metrics": ["spend", "complete_payment", "campaign_id"], "start_date": "2026-11-01",
        "end_date": "2026-11-22", "filtering": EVERYTHING,
    }  # fmt: skip
    reporting = sdk.ReportingApi(client)
    rows = reporting.report_integrated_get("BASIC", tiktok.token, page_size=1000, **query)["data"]["list"]
    order = query | {
        "report_type": "BASIC",
        "output_format": "CSV_STRING",
        "enable_report_title_translation": False,
    }
    task = reporting.report_task_create(tiktok.token, body=order)["data"]["task_id"]
    states = [reporting.report_task_check(task, KSA, tiktok.token)["data"]["status"] for _ in range(3)]

    assert len(rows) > 100
    assert all(float(row["metrics"]["spend"]) > 0 for row in rows)
    assert states[-1] == "SUCCESS"


def test_it_creates_and_switches_a_campaign(client, tiktok):
    api = sdk.CampaignCreationApi(client)
    wanted = sdk.CampaignCreateBody(
        advertiser_id=KSA, campaign_name="Judged", objective_type="REACH", budget_mode="BUDGET_MODE_DAY",
        budget=300.5, operation_status="DISABLE",
    )  # fmt: skip
    campaign = api.campaign_create(tiktok.token, body=wanted)["data"]["campaign_id"]
    switch = sdk.CampaignStatusUpdateBody(advertiser_id=KSA, campaign_ids=[campaign], operation_status="ENABLE")

    api.campaign_status_update(tiktok.token, body=switch)

    read = tiktok.one("campaign", campaign)
    assert (read["operation_status"], read["budget"], read["objective_type"]) == ("ENABLE", 300.5, "REACH")


def test_it_creates_all_three_levels_with_its_own_files(client, tiktok, control):
    token, files = tiktok.token, sdk.FileApi(client)
    wanted = sdk.CampaignCreateBody(
        advertiser_id=KSA, campaign_name="Judged", objective_type="TRAFFIC", budget_optimize_on=True,
        budget=3_000.0, budget_mode="BUDGET_MODE_TOTAL", operation_status="ENABLE",
        request_id="4611686018427387904",
    )  # fmt: skip
    campaign = sdk.CampaignCreationApi(client).campaign_create(token, body=wanted)["data"]["campaign_id"]
    regions = sdk.ToolApi(client).tool_region(
        KSA, ["PLACEMENT_TIKTOK"], "TRAFFIC", token, level_range="TO_COUNTRY"
    )
    place = next(each["location_id"] for each in regions["data"]["region_info"] if each["region_code"] == "SA")
    group = sdk.AdgroupApi(client).adgroup_create(token, body=ad_group(campaign, place))["data"]["adgroup_id"]
    identity = sdk.IdentityApi(client).identity_get(KSA, token)["data"]["identity_list"][0]
    upload = {"advertiser_id": KSA, "upload_type": "UPLOAD_BY_URL"}
    film = files.ad_video_upload(token, **upload, video_url="https://media.example/a.mp4")["data"][0]
    cover = files.ad_image_upload(token, **upload, image_url=film["video_cover_url"])["data"]["image_id"]
    creative = sdk.AdcreateCreatives(
        ad_name="Judged", ad_text="كل ما تحتاجه عائلتك", ad_format="SINGLE_VIDEO", video_id=film["video_id"],
        image_ids=[cover], identity_id=identity["identity_id"], identity_type=identity["identity_type"],
        landing_page_url="https://shop.example/", call_to_action="SHOP_NOW",
    )  # fmt: skip
    body = sdk.AdCreateBody(advertiser_id=KSA, adgroup_id=group, creatives=[creative])
    (ad,) = sdk.AdApi(client).ad_create(token, body=body)["data"]["ad_ids"]
    control.post("/clock", advance_s=2 * 86_400)

    rows = sdk.ReportingApi(client).report_integrated_get(
        "BASIC", token, advertiser_id=KSA, data_level="AUCTION_AD", dimensions=["ad_id"], metrics=["spend"],
        start_date="2026-11-22", end_date="2026-11-24", page_size=1000,
    )["data"]["list"]  # fmt: skip
    spent = {row["dimensions"]["ad_id"]: float(row["metrics"]["spend"]) for row in rows}
    assert spent[ad] > 100


def ad_group(campaign: str, place: str) -> Any:
    return sdk.AdgroupCreateBody(
        advertiser_id=KSA, campaign_id=campaign, adgroup_name="Judged", location_ids=[place], budget=0.0,
        budget_mode="BUDGET_MODE_INFINITE", billing_event="CPC", optimization_goal="CLICK",
        bid_type="BID_TYPE_NO_BID", pacing="PACING_MODE_SMOOTH", promotion_type="WEBSITE",
        placements=["PLACEMENT_TIKTOK"], placement_type="PLACEMENT_TYPE_NORMAL",
        schedule_type="SCHEDULE_START_END", schedule_start_time="2026-11-22 15:00:00",
        schedule_end_time="2026-12-02 21:00:00",
    )  # fmt: skip


def test_it_raises_for_a_code_though_the_status_is_200(client):
    with pytest.raises(sdk.TiktokSDKError, match="40105"):
        sdk.CampaignCreationApi(client).campaign_get(KSA, "invented")
