"""Writing to TikTok: switches, budgets, bids, new campaigns; and everything it does not let you do."""

from typing import Any

import pytest

from tests.sandbox.tiktok import JAPAN, KSA, NOMAD, REPORT, TikTok

GROUP: dict[str, Any] = {
    "adgroup_name": "الرياض ٢٥–٤٤", "billing_event": "CPC", "optimization_goal": "CLICK",
    "pacing": "PACING_MODE_SMOOTH", "schedule_type": "SCHEDULE_FROM_NOW",
    "schedule_start_time": "2026-11-22 15:00:00", "budget_mode": "BUDGET_MODE_INFINITE",
    "bid_type": "BID_TYPE_CUSTOM", "bid_price": 1.25, "location_ids": ["102358"],
}  # fmt: skip
CREATIVE: dict[str, Any] = {
    "ad_name": "Video A", "ad_format": "SINGLE_VIDEO", "identity_type": "CUSTOMIZED_USER", "identity_id": "1",
    "video_id": "v1", "image_ids": ["i1"], "ad_text": "كل ما تحتاجه عائلتك", "call_to_action": "SHOP_NOW",
}  # fmt: skip
CAMPAIGN: dict[str, Any] = {
    "advertiser_id": KSA, "campaign_name": "شتاء الرياض", "objective_type": "TRAFFIC",
    "budget_mode": "BUDGET_MODE_DAY", "budget": 400.0, "operation_status": "DISABLE",
}  # fmt: skip


def running(tiktok: TikTok, account: str = KSA) -> dict[str, Any]:
    rows = tiktok.some("campaign", account, filtering={"secondary_status": "CAMPAIGN_STATUS_ENABLE"})
    return next(row for row in rows if row["budget_mode"] == "BUDGET_MODE_DAY")


@pytest.mark.parametrize("word", ["campaign", "adgroup", "ad"])
def test_switches_are_set_and_read_back(tiktok, word):
    row = next(row for row in tiktok.some(word) if row["secondary_status"].endswith(("_ENABLE", "_OK")))
    own = row[f"{word}_id"]

    for status in ("DISABLE", "ENABLE"):
        data = tiktok.post(f"{word}/status/update/", advertiser_id=KSA, operation_status=status,
                           **{f"{word}_ids": [own]})  # fmt: skip
        assert (data[f"{word}_ids"], data["status"]) == ([own], status)
        assert tiktok.one(word, own)["operation_status"] == status
    tiktok.post(f"{word}/status/update/", advertiser_id=KSA, operation_status="DELETE", **{f"{word}_ids": [own]})

    assert tiktok.one(word, own)["secondary_status"].endswith("_DELETE")
    assert own not in {each[f"{word}_id"] for each in tiktok.some(word)}
    assert tiktok.code(f"{word}/status/update/", "POST", advertiser_id=KSA, operation_status="ENABLE",
                       **{f"{word}_ids": [own]}) == 40007  # fmt: skip


@pytest.mark.parametrize(("account", "amount"), [(KSA, 412.35), (JAPAN, 30_000)])
def test_budgets_are_written_as_they_are_read(tiktok, account, amount):
    campaign = running(tiktok, account)["campaign_id"]

    tiktok.post("campaign/update/", advertiser_id=account, campaign_id=campaign, budget=amount)

    assert tiktok.one("campaign", campaign, account)["budget"] == amount


def test_a_bid_has_the_field_of_its_billing_event(tiktok):
    group = tiktok.some("adgroup")[0]
    used, other = "bid_price", "conversion_bid_price"
    if not group[used]:
        used, other = other, used
    target = {"advertiser_id": KSA, "adgroup_id": group["adgroup_id"]}

    tiktok.post("adgroup/update/", **target, **{used: 7.25})

    assert tiktok.one("adgroup", group["adgroup_id"])[used] == 7.25
    assert tiktok.code("adgroup/update/", "POST", **target, **{other: 7.25}) == 40002


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"budget": "much"}, 40002),
        ({"budget": -5}, 40002),
        ({"budget": 300.001}, 40002),
        ({"budget": 10}, 40002),
        ({"campaign_name": " "}, 40002),
        ({"campaign_name": "x" * 513}, 40002),
        ({"objective_type": "REACH"}, 40002),
        ({"advertiser_id": NOMAD}, 40007),
        ({"campaign_id": "1"}, 40007),
        ({}, 40012),
    ],
)
def test_what_cannot_be_set_changes_nothing(tiktok, params, code):
    campaign = running(tiktok)
    target = {"advertiser_id": KSA, "campaign_id": campaign["campaign_id"]}

    assert tiktok.code("campaign/update/", "POST", **(target | params)) == code
    assert tiktok.one("campaign", campaign["campaign_id"]) == campaign


def test_at_most_twenty_are_switched_at_once_and_all_or_none(tiktok):
    own = running(tiktok)["campaign_id"]
    order = {"advertiser_id": KSA, "operation_status": "DISABLE"}

    assert tiktok.code("campaign/status/update/", "POST", **order, campaign_ids=[own] * 21) == 40002
    assert tiktok.code("campaign/status/update/", "POST", **order, campaign_ids=[own, "1"]) == 40007
    assert tiktok.one("campaign", own)["operation_status"] == "ENABLE"


def test_ad_groups_may_be_switched_in_part(tiktok):
    own = tiktok.some("adgroup")[0]["adgroup_id"]
    answer = tiktok.call("POST", "adgroup/status/update/", advertiser_id=KSA, operation_status="DISABLE",
                         adgroup_ids=[own, "1"], allow_partial_success=True).json()  # fmt: skip

    assert (answer["code"], answer["data"]["adgroup_ids"]) == (20001, [own])
    assert tiktok.one("adgroup", own)["operation_status"] == "DISABLE"


def test_a_new_campaign_delivers_once_it_is_switched_on(tiktok, control):
    campaign = tiktok.post("campaign/create/", **CAMPAIGN)["campaign_id"]
    group = tiktok.post("adgroup/create/", advertiser_id=KSA, campaign_id=campaign, **GROUP)["adgroup_id"]
    ads = tiktok.post("ad/create/", advertiser_id=KSA, adgroup_id=group, creatives=[CREATIVE, CREATIVE])["ad_ids"]
    query = REPORT | {"end_date": "2026-11-25", "filtering": [
        {"field_name": "campaign_ids", "filter_type": "IN", "filter_value": f'["{campaign}"]'}
    ]}  # fmt: skip

    assert tiktok.one("campaign", campaign)["operation_status"] == "DISABLE"
    assert tiktok.one("adgroup", group) | {"bid_price": 1.25, "billing_event": "CPC"} == tiktok.one(
        "adgroup", group
    )
    assert [row["ad_id"] for row in tiktok.some("ad", filtering={"adgroup_ids": [group]})] == ads
    control.post("/clock", advance_s=86_400)
    assert tiktok.get("report/integrated/get/", **query)["list"] == []
    tiktok.post("campaign/status/update/", advertiser_id=KSA, campaign_ids=[campaign], operation_status="ENABLE")
    control.post("/clock", advance_s=86_400)
    rows = tiktok.get("report/integrated/get/", **query)["list"]
    assert sum(float(row["metrics"]["spend"]) for row in rows) > 100


def test_a_request_takes_effect_once(tiktok):
    before = len(tiktok.some("campaign"))
    assert tiktok.code("campaign/create/", "POST", **CAMPAIGN | {"campaign_name": " "}, request_id="77") == 40002
    tiktok.post("campaign/create/", **CAMPAIGN, request_id="77")

    assert tiktok.code("campaign/create/", "POST", **CAMPAIGN, request_id="77") == 40050
    assert len(tiktok.some("campaign")) == before + 1


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"campaign_name": ""}, 40002),
        ({"objective_type": "PLANETS"}, 40002),
        ({"budget_mode": "BUDGET_MODE_WEEK"}, 40002),
        ({"budget_mode": "BUDGET_MODE_INFINITE"}, 40002),
        ({"campaign_name": "中" * 257}, 40002),
        ({"campaign_name": "Winter ❄"}, 40002),
        ({"budget": 100}, 40002),
        ({"operation_status": "DELETE"}, 40002),
        ({"request_id": "one"}, 40002),
        ({"request_id": str(2**63)}, 40002),
        ({"advertiser_id": "1"}, 40001),
    ],
)
def test_a_campaign_that_makes_no_sense_is_not_created(tiktok, params, code):
    before = tiktok.some("campaign")

    assert tiktok.code("campaign/create/", "POST", **(CAMPAIGN | params)) == code
    assert tiktok.some("campaign") == before


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"billing_event": "CPZ"}, 40002),
        ({"pacing": ""}, 40002),
        ({"schedule_start_time": "tomorrow"}, 40002),
        ({"schedule_type": "SCHEDULE_START_END"}, 40002),
        ({"schedule_type": "SCHEDULE_START_END", "schedule_end_time": "2026-11-22 14:00:00"}, 40002),
        ({"location_ids": []}, 40002),
        ({"location_ids": ["1"]}, 40002),
        ({"budget_mode": "BUDGET_MODE_DAY", "budget": 200}, 40002),
        ({"bid_price": None}, 40002),
        ({"campaign_id": "1"}, 40007),
    ],
)
def test_an_ad_group_that_makes_no_sense_is_not_created(tiktok, params, code):
    target = {"advertiser_id": KSA, "campaign_id": running(tiktok)["campaign_id"]}

    assert tiktok.code("adgroup/create/", "POST", **(target | GROUP | params)) == code


@pytest.mark.parametrize(
    "creatives",
    [[], ["x"], [CREATIVE] * 21, [CREATIVE | {"ad_format": "GIF"}], [CREATIVE | {"video_id": ""}],
     [CREATIVE | {"ad_text": "x" * 101}], [CREATIVE | {"ad_text": "🚚"}], [CREATIVE | {"ad_name": ""}],
     [CREATIVE | {"image_ids": []}]],
)  # fmt: skip
def test_ads_that_make_no_sense_are_not_created(tiktok, creatives):
    target = {"advertiser_id": KSA, "adgroup_id": tiktok.some("adgroup")[0]["adgroup_id"]}

    assert tiktok.code("ad/create/", "POST", **target, creatives=creatives) == 40002


def test_a_lifetime_is_spent_between_its_dates_in_the_advertisers_zone(tiktok, control):
    lasting = {"budget_mode": "BUDGET_MODE_TOTAL", "budget": 3_000.0, "operation_status": "ENABLE"}
    campaign = tiktok.post("campaign/create/", **CAMPAIGN | lasting)["campaign_id"]
    target = {"advertiser_id": KSA, "campaign_id": campaign}
    open_end = tiktok.code("adgroup/create/", "POST", **target, **GROUP)
    dates = {"schedule_type": "SCHEDULE_START_END", "schedule_start_time": "2026-11-22 21:00:00",
             "schedule_end_time": "2026-11-26 21:00:00"}  # fmt: skip
    group = tiktok.post("adgroup/create/", **target, **GROUP | dates)["adgroup_id"]
    tiktok.post("ad/create/", advertiser_id=KSA, adgroup_id=group, creatives=[CREATIVE])
    control.post("/clock", advance_s=10 * 86_400)
    query = REPORT | {"end_date": "2026-11-30", "filtering": [
        {"field_name": "campaign_ids", "filter_type": "IN", "filter_value": f'["{campaign}"]'}
    ]}  # fmt: skip
    rows = tiktok.get("report/integrated/get/", **query)["list"]

    assert open_end == 40002
    assert {**tiktok.one("adgroup", group), **dates} == tiktok.one("adgroup", group)
    days = [row["dimensions"]["stat_time_day"][:10] for row in rows]
    assert days == ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"]
    assert 2_000 < sum(float(row["metrics"]["spend"]) for row in rows) <= 3_000
    assert tiktok.one("adgroup", group)["secondary_status"] == "ADGROUP_STATUS_TIME_DONE"


def test_what_conversions_are_counted_by_has_to_be_said(tiktok):
    sales, app = (
        tiktok.post("campaign/create/", **CAMPAIGN | {"objective_type": word})["campaign_id"]
        for word in ("WEB_CONVERSIONS", "APP_PROMOTION")
    )
    pixel = tiktok.get("pixel/list/", advertiser_id=KSA)["pixels"][0]["pixel_id"]
    target = {"advertiser_id": KSA, **GROUP, "billing_event": "OCPM", "bid_type": "BID_TYPE_NO_BID"}

    assert tiktok.code("adgroup/create/", "POST", **target, campaign_id=sales) == 40002
    assert tiktok.code("adgroup/create/", "POST", **target, campaign_id=sales, pixel_id=pixel) == 40002
    assert tiktok.code("adgroup/create/", "POST", **target, campaign_id=app) == 40002
    assert tiktok.code("adgroup/create/", "POST", **target, campaign_id=app, app_id="1") == 40007
    assert tiktok.post("adgroup/create/", **target, campaign_id=sales, pixel_id=pixel,
                       optimization_event="SHOPPING")["adgroup_id"]  # fmt: skip


def test_ads_are_made_with_uploaded_files_and_somebodys_identity(tiktok):
    upload = {"advertiser_id": KSA, "upload_type": "UPLOAD_BY_URL"}
    image = tiktok.post("file/image/ad/upload/", **upload, image_url="https://media.example/a.jpg")
    (video,) = tiktok.post("file/video/ad/upload/", **upload, video_url="https://media.example/a.mp4")
    identities = tiktok.get("identity/get/", advertiser_id=KSA)["identity_list"]
    regions = tiktok.get(
        "tool/region/", advertiser_id=KSA, placements=["PLACEMENT_TIKTOK"], objective_type="REACH"
    )

    assert image["image_id"]
    assert video["video_cover_url"].endswith(".jpg")
    assert [each["identity_type"] for each in identities] == ["CUSTOMIZED_USER", "TT_USER"]
    assert {"location_id": "102358", "region_code": "SA"}.items() <= regions["region_info"][0].items()
    for wrong in ("ftp://media.example/a.jpg", "https://media.example/a.pdf"):
        assert tiktok.code("file/image/ad/upload/", "POST", **upload, image_url=wrong) == 40002


def test_an_ad_takes_another_name(tiktok):
    ad = tiktok.some("ad")[0]
    target = {"advertiser_id": KSA, "adgroup_id": ad["adgroup_id"], "patch_update": True}
    renamed = {"ad_id": ad["ad_id"], "ad_name": "Renamed"}

    tiktok.post("ad/update/", **target, creatives=[renamed])

    assert tiktok.one("ad", ad["ad_id"])["ad_name"] == "Renamed"
    assert tiktok.code("ad/update/", "POST", **target, creatives=[renamed | {"ad_name": "x" * 513}]) == 40002
    assert tiktok.code("ad/update/", "POST", **target, creatives=[renamed | {"ad_id": "1"}]) == 40007
    assert tiktok.code("ad/update/", "POST", **target, creatives=[renamed | {"ad_text": "x"}]) == 40009


def test_a_body_that_is_no_object_is_refused(tiktok):
    address = f"{tiktok.url}/tiktok/open_api/v1.3/campaign/update/"
    for body in (b"[1]", b"{", b"x"):
        answer = tiktok.http.post(address, content=body, headers={"Access-Token": tiktok.token})
        assert answer.json()["code"] == 40002
