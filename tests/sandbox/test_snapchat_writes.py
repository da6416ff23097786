"""Writing to Snapchat: whole objects, patches, and new things that deliver."""

from typing import Any

import pytest

from tests.control import Control
from tests.sandbox.snapchat import DAY, KSA, NOMAD, UAE, Snapchat, snapchat_person
from tests.sandbox.visitors import serving

TODAY = {"start_time": "2026-11-22T00:00:00+03:00", "end_time": "2026-11-23T00:00:00+03:00"}
CAMPAIGN = {
    "ad_account_id": KSA, "name": "حملة جديدة", "status": "ACTIVE", "buy_model": "AUCTION",
    "start_time": "2026-11-22T00:00:00.000+03:00", "daily_budget_micro": 500_000_000,
    "objective_v2_properties": {"objective_v2_type": "SALES"},
}  # fmt: skip
SQUAD = {
    "name": "Squad", "status": "ACTIVE", "type": "SNAP_ADS", "placement_v2": {"config": "AUTOMATIC"},
    "optimization_goal": "SWIPES", "billing_event": "IMPRESSION", "bid_strategy": "AUTO_BID",
    "daily_budget_micro": 500_000_000,
    "targeting": {"regulated_content": False, "geos": [{"country_code": "sa"}]},
}  # fmt: skip


@pytest.fixture
def campaign(snapchat: Snapchat) -> dict[str, Any]:
    return snapchat.some("campaigns")[0]


def patch(snapchat: Snapchat, path: str, *operations: dict[str, Any]) -> Any:
    return snapchat.call("PATCH", path, list(operations))


def add(name: str, value: Any) -> dict[str, Any]:
    return {"op": "add", "path": f"/{name}", "value": value}


def test_a_whole_object_replaces_the_old_one(snapchat, campaign):
    wanted = campaign | {"name": "Renamed", "status": "PAUSED", "daily_budget_micro": 321_000_000}

    response = snapchat.call("PUT", f"adaccounts/{KSA}/campaigns", {"campaigns": [wanted]})

    assert snapchat.outcome(response, "campaigns") == ["fine"]
    now = snapchat.one("campaigns", campaign["id"])
    assert (now["name"], now["status"], now["daily_budget_micro"]) == ("Renamed", "PAUSED", 321_000_000)


def test_half_an_object_is_not_accepted_and_changes_nothing(snapchat, campaign):
    half = {"id": campaign["id"], "status": "PAUSED"}
    whole = campaign | {"status": "PAUSED", "name": ""}
    other = snapchat.some("campaigns")[1] | {"name": "Fine"}

    response = snapchat.call("PUT", f"adaccounts/{KSA}/campaigns", {"campaigns": [half, whole, other]})

    lacking, nameless, fine = snapchat.outcome(response, "campaigns")
    assert response.json()["request_status"] == "SUCCESS"
    assert "ad_account_id" in lacking
    assert "name" in nameless
    assert fine == "fine"
    assert snapchat.one("campaigns", campaign["id"])["status"] == campaign["status"]


def test_a_patch_changes_what_it_names(snapchat, campaign):
    answer = patch(
        snapchat, f"campaigns/{campaign['id']}", add("status", "PAUSED"), add("daily_budget_micro", 77_000_000)
    )

    now = answer.json()["campaigns"][0]["campaign"]
    assert (now["status"], now["daily_budget_micro"], now["name"]) == ("PAUSED", 77_000_000, campaign["name"])
    assert snapchat.one("campaigns", campaign["id"]) == now


@pytest.mark.parametrize(
    ("operations", "code"),
    [
        ({"op": "add"}, "E1165"),
        ([], "E1165"),
        ([{"op": "move", "path": "/name", "from": "/id"}], "E1165"),
        ([{"op": "replace", "path": "/name"}], "E1165"),
        ([{"op": "replace", "path": "/lifetime_spend_cap_micro", "value": 1}], "E1166"),
        ([{"op": "test", "path": "/status", "value": "DELETED"}], "E1166"),
        ([add("id", "1")], "E2023"),
        ([add("buy_model", "RESERVED")], "E2023"),
        ([{"op": "remove", "path": "/name"}], "E2023"),
        ([add("status", "ARCHIVED")], "E1001"),
        ([add("daily_budget_micro", 19_999_999)], "E1001"),
        ([add("daily_budget_micro", "50000000")], "E1001"),
        ([add("name", "x" * 376)], "E1001"),
        ([add("planet", 1)], "E1001"),
    ],
)
def test_a_patch_that_cannot_be_is_refused_whole(snapchat, campaign, operations, code):
    status, found, _ = snapchat.error(f"campaigns/{campaign['id']}", "PATCH", operations)

    assert (status, found) == (400, code)
    assert snapchat.one("campaigns", campaign["id"]) == campaign


def test_squads_and_ads_are_patched_too(snapchat):
    squad, ad = snapchat.some("adsquads")[0], snapchat.some("ads")[0]

    patch(snapchat, f"adsquads/{squad['id']}", add("bid_micro", 2_340_000), add("status", "PAUSED"))
    patch(snapchat, f"ads/{ad['id']}", add("status", "PAUSED"))

    now = snapchat.one("adsquads", squad["id"])
    assert (now["bid_micro"], now["status"]) == (2_340_000, "PAUSED")
    assert snapchat.one("ads", ad["id"])["status"] == "PAUSED"
    assert snapchat.error(f"adsquads/{squad['id']}", "PATCH", [add("daily_budget_micro", 4_999_999)])[0] == 400


def test_things_are_written_below_their_own_parent(snapchat, campaign):
    strange = snapchat.call("PUT", f"adaccounts/{UAE}/campaigns", {"campaigns": [campaign]})

    assert snapchat.outcome(strange, "campaigns") == ["E3003: Resource can not be found"]
    assert snapchat.error(f"adaccounts/{KSA}/campaigns", "PUT", {"campaigns": []})[0] == 400
    assert snapchat.error(f"adaccounts/{KSA}/campaigns", "PUT", {"campaigns": [campaign] * 31})[0] == 400
    assert snapchat.error(f"adaccounts/{KSA}/campaigns", "PUT", campaign)[0] == 400


def created(snapchat: Snapchat, path: str, kind: str, wanted: dict[str, Any]) -> dict[str, Any]:
    response = snapchat.call("POST", path, {kind: [wanted]})
    assert snapchat.outcome(response, kind) == ["fine"]
    found: dict[str, Any] = response.json()[kind][0][kind.removesuffix("s")]
    return found


def build(snapchat: Snapchat, status: str = "ACTIVE") -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A new campaign with one squad and one ad."""
    shown = next(ad for ad in snapchat.some("ads") if ad["type"] == "REMOTE_WEBPAGE")
    campaign = created(snapchat, f"adaccounts/{KSA}/campaigns", "campaigns", CAMPAIGN | {"status": status})
    squad = created(
        snapchat, f"campaigns/{campaign['id']}/adsquads", "adsquads", SQUAD | {"campaign_id": campaign["id"]}
    )
    wanted = {"ad_squad_id": squad["id"], "creative_id": shown["creative_id"], "name": "Ad", "status": "ACTIVE"}
    ad = created(snapchat, f"adsquads/{squad['id']}/ads", "ads", wanted | {"type": "REMOTE_WEBPAGE"})
    return campaign, squad, ad


def later(snapchat: Snapchat, control: Control, hours: int) -> None:
    """Let hours pass, after which the old token is over."""
    control.post("/clock", advance_s=hours * 3600)
    snapchat.tokens = snapchat_person(snapchat.url, snapchat.http).tokens


def spend(snapchat: Snapchat, path: str) -> int:
    return sum(day["stats"]["spend"] for day in snapchat.series(path, fields="spend", **TODAY)[0]["timeseries"])


def test_what_is_created_delivers_from_then_on(snapchat, control):
    campaign, squad, ad = build(snapchat)
    assert spend(snapchat, f"campaigns/{campaign['id']}/stats") == 0

    later(snapchat, control, 3)

    assert spend(snapchat, f"ads/{ad['id']}/stats") > 0
    assert spend(snapchat, f"campaigns/{campaign['id']}/stats") == spend(snapchat, f"adsquads/{squad['id']}/stats")
    assert snapchat.one("adsquads", squad["id"])["targeting"] == SQUAD["targeting"]


def test_a_paused_newcomer_spends_nothing_until_it_is_started(snapchat, control):
    campaign, _, _ = build(snapchat, "PAUSED")
    later(snapchat, control, 3)
    assert spend(snapchat, f"campaigns/{campaign['id']}/stats") == 0

    patch(snapchat, f"campaigns/{campaign['id']}", add("status", "ACTIVE"))
    later(snapchat, control, 1)

    assert spend(snapchat, f"campaigns/{campaign['id']}/stats") > 0


def test_a_new_ad_leaves_the_past_of_its_campaign_alone(snapchat):
    squad = snapchat.some("adsquads")[0]
    before = snapchat.series(f"campaigns/{squad['campaign_id']}/stats", fields="impressions,swipes,spend", **DAY)
    shown = next(ad for ad in snapchat.some("ads") if ad["ad_squad_id"] == squad["id"])

    wanted = {name: shown[name] for name in ("ad_squad_id", "creative_id", "type")} | {
        "name": "Late",
        "status": "ACTIVE",
    }
    created(snapchat, f"adsquads/{squad['id']}/ads", "ads", wanted)

    assert (
        snapchat.series(f"campaigns/{squad['campaign_id']}/stats", fields="impressions,swipes,spend", **DAY)
        == before
    )


def test_what_was_created_is_gone_after_a_reset(snapchat, control):
    before = len(snapchat.some("campaigns"))
    created(snapchat, f"adaccounts/{KSA}/campaigns", "campaigns", CAMPAIGN)
    assert len(snapchat.some("campaigns")) == before + 1

    tokens = snapchat.tokens
    control.reset()

    assert snapchat.tokens == tokens
    assert snapchat.error("me")[0] == 401


def test_what_was_created_survives_a_restart(tmp_path, http):
    state = {"SANDBOX_STATE_DIR": str(tmp_path / "state")}
    with serving(tmp_path, **state) as url:
        campaign, squad, ad = build(snapchat_person(url, http))

    with serving(tmp_path, **state, SANDBOX_TODAY="2026-11-22T19:00:00+00:00") as url:
        again = snapchat_person(url, http)
        assert again.one("campaigns", campaign["id"]) == campaign
        assert again.one("adsquads", squad["id"]) == squad
        assert again.one("ads", ad["id"]) == ad
        assert spend(again, f"ads/{ad['id']}/stats") > 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ad_account_id": NOMAD}, "not the one of the path"),
        ({"status": "DRAFT"}, "ACTIVE, PAUSED"),
        ({"name": ""}, "name"),
        ({"daily_budget_micro": 19_999_999}, "at least 20000000"),
        ({"lifetime_spend_cap_micro": 90_000_000}, "Only one of"),
        ({"objective_v2_properties": {"objective_v2_type": "FAME"}}, "objective_v2_type"),
        ({"objective_v2_properties": None}, "objective_v2_properties is required"),
        ({"start_time": "2026-12-01T00:00:00Z", "end_time": "2026-11-25T00:00:00Z"}, "after start_time"),
        ({"start_time": "soon"}, "ISO 8601"),
        ({"planet": "Mars"}, "Unrecognized field planet"),
    ],
)
def test_a_campaign_that_makes_no_sense_is_refused_beside_one_that_does(snapchat, wrong, words):
    response = snapchat.call("POST", f"adaccounts/{KSA}/campaigns", {"campaigns": [CAMPAIGN | wrong, CAMPAIGN]})

    refused, fine = snapchat.outcome(response, "campaigns")
    assert words in refused
    assert fine == "fine"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"bid_strategy": "MIN_ROAS"}, "bid_strategy"),
        ({"bid_strategy": "TARGET_COST"}, "bid_micro does not fit"),
        ({"bid_micro": 5_000_000}, "bid_micro does not fit"),
        ({"daily_budget_micro": 4_999_999}, "at least 5000000"),
        ({"targeting": {"geos": []}}, "geos"),
        ({"optimization_goal": "LOVE"}, "optimization_goal"),
        ({"type": "STORY"}, "type"),
    ],
)
def test_a_squad_that_makes_no_sense_is_refused(snapchat, campaign, wrong, words):
    wanted = SQUAD | {"campaign_id": campaign["id"]} | wrong

    response = snapchat.call("POST", f"campaigns/{campaign['id']}/adsquads", {"adsquads": [wanted]})

    assert words in snapchat.outcome(response, "adsquads")[0]


def test_an_ad_needs_a_creative_of_its_kind(snapchat):
    shown = snapchat.some("ads")[0]
    wanted = {name: shown[name] for name in ("ad_squad_id", "creative_id", "type")} | {
        "name": "Ad",
        "status": "PAUSED",
    }
    wrong = "SNAP_AD" if shown["type"] == "REMOTE_WEBPAGE" else "REMOTE_WEBPAGE"

    response = snapchat.call(
        "POST", f"adsquads/{shown['ad_squad_id']}/ads",
        {"ads": [wanted | {"creative_id": "none"}, wanted | {"type": wrong}]},
    )  # fmt: skip

    missing, unfit = snapchat.outcome(response, "ads")
    assert "creative" in missing
    assert shown["type"] in unfit
