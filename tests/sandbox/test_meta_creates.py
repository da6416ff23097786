"""Creating on the played Meta: what has to be said, which field a refusal blames, and what comes of it."""

from typing import Any

import pytest

from tests.control import Control
from tests.sandbox.visitors import JAPAN, KSA, Meta, meta_person, meta_with, serving

PAGE, PIXEL = "105550000000077", "903330000000077"
LINK = {"link": "https://shop.example/", "message": "Now", "name": "Winter"}
STORY = {"page_id": PAGE, "link_data": LINK}
CAMPAIGN = {
    "name": "شتاء", "objective": "OUTCOME_SALES", "status": "PAUSED", "special_ad_categories": [],
    "daily_budget": 75_000,
}  # fmt: skip
AD_SET = {
    "name": "SA", "status": "PAUSED", "billing_event": "IMPRESSIONS", "optimization_goal": "LINK_CLICKS",
    "targeting": {"geo_locations": {"countries": ["SA"]}},
}  # fmt: skip
SHARING = {"is_adset_budget_sharing_enabled": "false"}


def without(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


def create(meta: Meta, edge: str, fields: dict[str, Any], account: str = KSA) -> str:
    made: str = meta.call("POST", f"act_{account}/{edge}", **fields).raise_for_status().json()["id"]
    return made


def refused(meta: Meta, edge: str, fields: dict[str, Any]) -> tuple[int, str | None]:
    """The subcode (or else the code) of a refusal, and the field that it blames."""
    error = meta.error(f"act_{KSA}/{edge}", "POST", **fields)
    assert error["http"] == 400
    blamed = error.get("error_data", {}).get("blame_field_specs", [[None]])[0][0]
    return error.get("error_subcode", error["code"]), blamed


def a_campaign(meta: Meta, **more: Any) -> str:
    return create(meta, "campaigns", CAMPAIGN | more)


def an_ad_set(meta: Meta, **more: Any) -> str:
    return create(meta, "adsets", AD_SET | {"campaign_id": a_campaign(meta)} | more)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (without(CAMPAIGN, "name"), (100, "name")),
        (CAMPAIGN | {"name": " "}, (100, "name")),
        (CAMPAIGN | {"name": "x" * 401}, (100, "name")),
        (without(CAMPAIGN, "objective"), (100, "objective")),
        (CAMPAIGN | {"objective": "CONVERSIONS"}, (100, "objective")),
        (without(CAMPAIGN, "status"), (100, "status")),
        (CAMPAIGN | {"status": "ARCHIVED"}, (100, "status")),
        (without(CAMPAIGN, "special_ad_categories"), (100, "special_ad_categories")),
        (CAMPAIGN | {"special_ad_categories": ["CARS"]}, (100, "special_ad_categories")),
        (CAMPAIGN | {"daily_budget": "750.00"}, (100, "daily_budget")),
        (CAMPAIGN | {"daily_budget": -1}, (100, "daily_budget")),
        (CAMPAIGN | {"daily_budget": 0}, (100, "daily_budget")),
        (CAMPAIGN | {"daily_budget": 99}, (1885272, "daily_budget")),
        (CAMPAIGN | {"lifetime_budget": 500_000}, (1885636, "daily_budget")),
        (without(CAMPAIGN, "daily_budget") | {"lifetime_budget": 500_000}, (1487033, "stop_time")),
        (without(CAMPAIGN, "daily_budget"), (4834011, "is_adset_budget_sharing_enabled")),
        (CAMPAIGN | {"bid_strategy": "CHEAPEST"}, (100, "bid_strategy")),
        (CAMPAIGN | {"start_time": "soon"}, (100, "start_time")),
        (CAMPAIGN | {"start_time": "2026-12-05", "stop_time": "2026-12-01"}, (1487033, "stop_time")),
        (CAMPAIGN | {"stop_time": "2026-11-01T00:00:00+0300"}, (1487033, "stop_time")),
        (CAMPAIGN | {"colour": "red"}, (100, "colour")),
    ],
)
def test_a_campaign_is_refused_by_its_field(meta, fields, expected):
    assert refused(meta, "campaigns", fields) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": ""}, (100, "name")),
        ({"billing_event": "CLICKS"}, (100, "billing_event")),
        ({"optimization_goal": "THRUPLAY"}, (100, "optimization_goal")),
        ({"optimization_goal": "OFFSITE_CONVERSIONS"}, (1885014, "promoted_object")),
        ({"optimization_goal": "VALUE", "promoted_object": {"pixel_id": PIXEL}}, (1885014, "promoted_object")),
        ({"optimization_goal": "VALUE", "promoted_object": {"pixel_id": "1", "custom_event_type": "PURCHASE"}},
         (1885014, "promoted_object")),
        ({"targeting": {}}, (1885364, "targeting")),
        ({"targeting": {"geo_locations": {"countries": []}}}, (1885364, "targeting")),
        ({"targeting": {"geo_locations": {"countries": ["sa"]}}}, (1487756, "targeting")),
        ({"targeting": {"geo_locations": {"countries": ["DE"]}}}, (3858081, "targeting")),
        ({"daily_budget": 5_000}, (1885621, "daily_budget")),
        ({"bid_strategy": "COST_CAP", "bid_amount": 100}, (1885737, "bid_strategy")),
        ({"bid_amount": "1.5"}, (100, "bid_amount")),
        ({"end_time": "2026-11-01T00:00:00+0300"}, (1487033, "end_time")),
        ({"objective": "OUTCOME_SALES"}, (100, "objective")),
    ],
)  # fmt: skip
def test_an_ad_set_is_refused_by_its_field(meta, change, expected):
    campaign = a_campaign(meta)

    assert refused(meta, "adsets", AD_SET | {"campaign_id": campaign} | change) == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ({"link_data": LINK}, (1443120, "page_id")),
        (STORY | {"page_id": "1"}, (1443120, "page_id")),
        ({"page_id": PAGE}, (100, "object_story_spec")),
        (STORY | {"photo": 1}, (100, "object_story_spec")),
        ({"page_id": PAGE, "link_data": LINK | {"link": "shop"}}, (1815520, "link")),
        ({"page_id": PAGE, "link_data": LINK | {"name": "x" * 256}}, (1487851, "name")),
        ({"page_id": PAGE, "link_data": LINK | {"headline": "x"}}, (100, "link_data")),
        ({"page_id": PAGE, "link_data": LINK | {"picture": "https://nowhere.invalid/a.jpg"}}, (389, "picture")),
        ({"page_id": PAGE, "link_data": LINK | {"call_to_action": {"type": "RUN"}}}, (100, "call_to_action")),
        ({"page_id": PAGE, "link_data": LINK | {"child_attachments": [LINK]}}, (1443050, "child_attachments")),
    ],
)
def test_a_creative_is_refused_by_its_field(meta, story, expected):
    assert refused(meta, "adcreatives", {"name": "Winter", "object_story_spec": story}) == expected


def test_an_ad_shows_a_creative_of_its_account_in_an_ad_set_of_it(meta):
    ad_set, elsewhere = an_ad_set(meta), create(meta, "adcreatives", {"object_story_spec": STORY}, JAPAN)
    fields = {"name": "Winter", "adset_id": ad_set, "status": "PAUSED"}

    assert refused(meta, "ads", fields | {"creative": {"creative_id": elsewhere}}) == (33, None)
    assert refused(meta, "ads", fields | {"creative": {"creative_id": "1"}}) == (33, None)
    assert refused(meta, "ads", fields | {"creative": "1"}) == (100, "creative")
    assert refused(meta, "ads", fields | {"adset_id": "1", "creative": {"object_story_spec": STORY}}) == (33, None)
    ad = create(meta, "ads", fields | {"creative": {"name": "On the spot", "object_story_spec": STORY}})
    assert meta.get(ad, fields="creative{body,title}")["creative"] == {
        "id": meta.get(ad, fields="creative")["creative"]["id"], "body": "Now", "title": "Winter",
    }  # fmt: skip


def test_a_creative_is_listed_before_an_ad_shows_it(meta):
    made = create(meta, "adcreatives", {"name": "Alone", "object_story_spec": STORY})

    assert meta.get(made, fields="name,object_story_spec") == {
        "id": made,
        "name": "Alone",
        "object_story_spec": STORY,
    }
    assert made in {row["id"] for row in meta.all(f"act_{KSA}/adcreatives", limit=500)}
    assert made not in {row["id"] for row in meta.all(f"act_{JAPAN}/adcreatives", limit=500)}


def test_a_film_has_to_be_ready(meta):
    film = create(meta, "advideos", {"file_url": "https://media.example/a.mp4"})
    shown = {"video_id": film, "image_url": "https://media.example/a.jpg", "title": "Winter"}
    fields = {"object_story_spec": {"page_id": PAGE, "video_data": shown}}

    assert refused(meta, "adcreatives", fields) == (1885252, "video_id")
    statuses = [meta.get(film, fields="status")["status"]["video_status"] for _ in range(3)]
    assert statuses == ["processing", "ready", "ready"]
    assert create(meta, "adcreatives", fields)
    assert refused(meta, "advideos", {"file_url": "https://nowhere.invalid/a.mp4"}) == (389, "file_url")


def test_budgets_on_ad_sets_are_theirs(meta):
    campaign = create(meta, "campaigns", without(CAMPAIGN, "daily_budget") | SHARING)

    assert refused(meta, "adsets", AD_SET | {"campaign_id": campaign}) == (1885621, "daily_budget")
    ad_set = create(meta, "adsets", AD_SET | {"campaign_id": campaign, "daily_budget": 9_000})
    assert meta.get(ad_set, fields="daily_budget,bid_strategy,bid_amount") == {
        "id": ad_set, "daily_budget": "9000", "bid_strategy": "LOWEST_COST_WITHOUT_CAP",
    }  # fmt: skip
    assert "daily_budget" not in meta.get(campaign, fields="daily_budget")


def test_a_cap_needs_a_bid(meta):
    campaign = a_campaign(meta, bid_strategy="LOWEST_COST_WITH_BID_CAP")

    assert refused(meta, "adsets", AD_SET | {"campaign_id": campaign}) == (1815857, "bid_amount")
    ad_set = create(meta, "adsets", AD_SET | {"campaign_id": campaign, "bid_amount": 725})
    assert meta.get(ad_set, fields="bid_amount")["bid_amount"] == 725


def test_nothing_is_made_below_what_is_deleted(meta):
    campaign = a_campaign(meta)
    meta.call("DELETE", campaign)

    assert refused(meta, "adsets", AD_SET | {"campaign_id": campaign}) == (1487056, "campaign_id")


def test_a_plan_may_be_tried_without_making_it(meta):
    tried = meta.call("POST", f"act_{KSA}/campaigns", **CAMPAIGN, execution_options=["validate_only"])

    assert tried.json() == {"success": True}
    assert "شتاء" not in {row["name"] for row in meta.all(f"act_{KSA}/campaigns", fields="name")}


def test_creating_needs_the_scope_and_the_token(meta, control):
    path = f"act_{KSA}/campaigns"

    assert meta_with(meta, control, "ads_read").error(path, "POST", **CAMPAIGN)["code"] == 200
    meta.token = "invented"
    assert meta.error(path, "POST", **CAMPAIGN)["code"] == 190


def test_what_was_created_survives_a_restart(tmp_path, http):
    state = {"SANDBOX_STATE_DIR": str(tmp_path / "state")}
    with serving(tmp_path, **state) as url:
        meta = meta_person(url, http)
        ad_set = an_ad_set(meta, bid_amount=300)
        alone = create(meta, "adcreatives", {"name": "Alone", "object_story_spec": STORY})
        ad = {"name": "Winter", "adset_id": ad_set, "status": "PAUSED", "creative": {"object_story_spec": STORY}}
        made = create(meta, "ads", ad)
        asked = "name,effective_status,creative{title,object_story_spec},adset{targeting,bid_amount}"
        before = meta.get(made, fields=asked)

    with serving(tmp_path, **state) as url:
        meta.url = url
        assert meta.get(made, fields=asked) == before
        assert meta.get(alone, fields="name")["name"] == "Alone"
        assert Control(url).get("/health")["ok"]
