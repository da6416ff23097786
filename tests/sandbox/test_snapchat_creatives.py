"""What ads on Snapchat are made with: media announced and uploaded, creatives of them, squads with a budget."""

from typing import Any

import pytest

from sandbox.media import JPEG, MP4
from tests.sandbox.snapchat import KSA, UAE, Snapchat, snapchat_person
from tests.sandbox.visitors import serving

PROFILE = "5f1c2a77-0d3e-4b6a-9c11-7e0000000077"
CREATIVE = {
    "ad_account_id": KSA, "name": "Winter", "type": "WEB_VIEW", "headline": "تخفيضات", "brand_name": "Al Waha",
    "shareable": True, "call_to_action": "SHOP_NOW", "web_view_properties": {"url": "https://shop.example"},
    "profile_properties": {"profile_id": PROFILE},
}  # fmt: skip
CAMPAIGN = {
    "ad_account_id": KSA, "name": "C", "status": "PAUSED", "start_time": "2026-11-22T00:00:00+03:00",
    "objective_v2_properties": {"objective_v2_type": "SALES"},
}  # fmt: skip
SQUAD = {
    "name": "S", "status": "PAUSED", "type": "SNAP_ADS", "optimization_goal": "PIXEL_PURCHASE",
    "billing_event": "IMPRESSION", "bid_strategy": "AUTO_BID", "targeting": {"geos": [{"country_code": "sa"}]},
    "daily_budget_micro": 50_000_000, "delivery_constraint": "DAILY_BUDGET",
}  # fmt: skip


def made(snapchat: Snapchat, path: str, kind: str, wanted: dict[str, Any]) -> dict[str, Any]:
    response = snapchat.call("POST", path, {kind: [wanted]})
    assert snapchat.outcome(response, kind) == ["fine"]
    entry: dict[str, Any] = response.json()[kind][0]
    return next(value for value in entry.values() if isinstance(value, dict))


def refused(snapchat: Snapchat, path: str, kind: str, wanted: Any) -> str:
    return snapchat.outcome(snapchat.call("POST", path, {kind: [wanted]}), kind)[0]


def announced(snapchat: Snapchat, kind: str = "IMAGE") -> str:
    wanted = {"ad_account_id": KSA, "name": "a", "type": kind}
    media = made(snapchat, f"adaccounts/{KSA}/media", "media", wanted)
    assert media["media_status"] == "PENDING_UPLOAD"
    return str(media["id"])


def upload(snapchat: Snapchat, media_id: str, content: bytes, name: str = "file") -> Any:
    return snapchat.http.post(
        f"{snapchat.url}/snapchat/v1/media/{media_id}/upload",
        files={name: ("صورة.jpg", content, "image/jpeg")},
        headers={"Authorization": f"Bearer {snapchat.tokens['access_token']}"},
    )


def status(snapchat: Snapchat, media_id: str) -> str:
    return str(snapchat.get(f"media/{media_id}")["media"][0]["media"]["media_status"])


@pytest.fixture
def image(snapchat: Snapchat) -> str:
    media_id = announced(snapchat)
    assert upload(snapchat, media_id, JPEG).json()["result"]["media_status"] == "READY"
    return media_id


def test_an_image_is_ready_at_once_and_a_film_at_the_second_look(snapchat, image):
    film = announced(snapchat, "VIDEO")
    upload(snapchat, film, MP4)

    assert status(snapchat, image) == "READY"
    assert [status(snapchat, film) for _ in range(2)] == ["PROCESSING", "READY"]
    listed = snapchat.get(f"adaccounts/{KSA}/media")["media"]
    assert [entry["media"]["id"] for entry in listed] == [image, film]


@pytest.mark.parametrize(
    ("content", "field", "words"),
    [
        (MP4, "file", "no IMAGE"),
        (b"<html>", "file", "no IMAGE"),
        (b"", "file", "file is required"),
        (JPEG, "f", "file"),
    ],
)
def test_a_file_is_what_it_was_announced_as(snapchat, content, field, words):
    media_id = announced(snapchat)

    response = upload(snapchat, media_id, content, field)

    assert (response.status_code, words in response.json()["debug_message"]) == (400, True)
    assert status(snapchat, media_id) == "PENDING_UPLOAD"
    assert snapchat.error(f"media/{media_id}/upload", "POST", {"file": "a"})[0] == 400
    assert upload(snapchat, "none", JPEG).status_code == 404


@pytest.mark.parametrize(
    "wanted",
    [
        {"ad_account_id": UAE, "name": "a", "type": "IMAGE"},
        {"ad_account_id": KSA, "name": "a", "type": "SOUND"},
        {"ad_account_id": KSA, "name": "", "type": "IMAGE"},
        {"ad_account_id": KSA, "name": "a"},
        "a",
    ],
)
def test_media_that_make_no_sense_are_refused(snapchat, wanted):
    assert refused(snapchat, f"adaccounts/{KSA}/media", "media", wanted).startswith("E1001")


def test_a_creative_is_shown_by_ads_of_its_kind(snapchat, image):
    creative = made(snapchat, f"adaccounts/{KSA}/creatives", "creatives", CREATIVE | {"top_snap_media_id": image})
    squad = snapchat.some("adsquads")[0]["id"]
    wanted = {"ad_squad_id": squad, "creative_id": creative["id"], "name": "Ad", "status": "PAUSED"}

    ad = made(snapchat, f"adsquads/{squad}/ads", "ads", wanted | {"type": "REMOTE_WEBPAGE"})

    assert (ad["creative_id"], ad["type"]) == (creative["id"], "REMOTE_WEBPAGE")
    listed = [entry["creative"] for entry in snapchat.get(f"adaccounts/{KSA}/creatives")["creatives"]]
    assert [each for each in listed if each["id"] == creative["id"]] == [creative]
    assert len({each["id"] for each in listed}) == len(listed)
    assert "of type REMOTE_WEBPAGE" in refused(
        snapchat, f"adsquads/{squad}/ads", "ads", wanted | {"type": "SNAP_AD"}
    )


def test_a_creative_for_leads_names_a_form_of_the_account(snapchat, image):
    form = snapchat.get(f"adaccounts/{KSA}/lead_generation_forms")["lead_generation_forms"][0][
        "lead_generation_form"
    ]
    other = snapchat.get(f"adaccounts/{UAE}/lead_generation_forms")["lead_generation_forms"][0][
        "lead_generation_form"
    ]
    wanted = {name: value for name, value in CREATIVE.items() if name != "web_view_properties"}
    wanted |= {"type": "LEAD_GENERATION", "top_snap_media_id": image}
    path = f"adaccounts/{KSA}/creatives"

    assert (
        made(snapchat, path, "creatives", wanted | {"lead_generation_form_id": form["id"]})["type"]
        == "LEAD_GENERATION"
    )
    assert "is required" in refused(snapchat, path, "creatives", wanted)
    assert "invalid" in refused(snapchat, path, "creatives", wanted | {"lead_generation_form_id": other["id"]})


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"headline": "x" * 35}, "headline must have between 1 and 34"),
        ({"brand_name": "x" * 33}, "brand_name must have between 1 and 32"),
        ({"headline": ""}, "headline"),
        ({"type": "POSTER"}, "type must be one of"),
        ({"call_to_action": "RUN"}, "call_to_action"),
        ({"web_view_properties": {"url": "shop.example"}}, "web_view_properties is invalid"),
        ({"profile_properties": {"profile_id": "none"}}, "profile_properties is invalid"),
        ({"top_snap_media_id": "none"}, "top_snap_media_id"),
        ({"ad_account_id": UAE}, "not the one of the path"),
        ({"planet": 1}, "Unrecognized field planet"),
    ],
)
def test_a_creative_that_makes_no_sense_is_refused(snapchat, image, wrong, words):
    wanted = CREATIVE | {"top_snap_media_id": image} | wrong

    assert words in refused(snapchat, f"adaccounts/{KSA}/creatives", "creatives", wanted)


def test_a_creative_needs_a_medium_that_is_ready(snapchat):
    wanted = CREATIVE | {"top_snap_media_id": announced(snapchat)}

    assert "not a media that is ready" in refused(snapchat, f"adaccounts/{KSA}/creatives", "creatives", wanted)
    many = [wanted] * 11
    assert snapchat.error(f"adaccounts/{KSA}/creatives", "POST", {"creatives": many})[0] == 400


def test_a_squad_for_sales_names_the_accounts_pixel(snapchat):
    campaign = made(snapchat, f"adaccounts/{KSA}/campaigns", "campaigns", CAMPAIGN)["id"]
    pixel = snapchat.get(f"adaccounts/{KSA}/pixels")["pixels"][0]["pixel"]["id"]
    path, wanted = f"campaigns/{campaign}/adsquads", SQUAD | {"campaign_id": campaign}

    assert "pixel_id" in refused(snapchat, path, "adsquads", wanted)
    assert "pixel_id" in refused(snapchat, path, "adsquads", wanted | {"pixel_id": "none"})
    assert made(snapchat, path, "adsquads", wanted | {"pixel_id": pixel})["pixel_id"] == pixel


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"daily_budget_micro": None}, "must be an integer"),
        ({"lifetime_budget_micro": 90_000_000}, "Only one of"),
        ({"delivery_constraint": "LIFETIME_BUDGET"}, "delivery_constraint does not fit"),
        ({"targeting": {"geos": [{"country_code": "SA"}]}}, "lower-case"),
        ({"targeting": {"geos": ["sa"]}}, "lower-case"),
        ({"start_time": "tomorrow"}, "ISO 8601"),
    ],
)
def test_a_squad_needs_one_budget_and_a_place(snapchat, wrong, words):
    campaign = made(snapchat, f"adaccounts/{KSA}/campaigns", "campaigns", CAMPAIGN)["id"]
    wanted = SQUAD | {"campaign_id": campaign, "optimization_goal": "SWIPES"} | wrong

    assert words in refused(snapchat, f"campaigns/{campaign}/adsquads", "adsquads", wanted)


def test_a_lifetime_budget_ends_and_can_be_changed(snapchat):
    campaign = made(snapchat, f"adaccounts/{KSA}/campaigns", "campaigns", CAMPAIGN)["id"]
    path = f"campaigns/{campaign}/adsquads"
    wanted = {
        name: value for name, value in SQUAD.items() if "budget" not in name and name != "delivery_constraint"
    }
    wanted |= {"campaign_id": campaign, "optimization_goal": "SWIPES"}

    assert "is required" in refused(snapchat, path, "adsquads", wanted)
    wanted |= {"lifetime_budget_micro": 900_000_000}
    assert "end_time is required" in refused(snapchat, path, "adsquads", wanted)
    squad = made(snapchat, path, "adsquads", wanted | {"end_time": "2026-12-23T00:00:00+03:00"})

    assert (squad["lifetime_budget_micro"], "daily_budget_micro" in squad) == (900_000_000, False)
    assert squad["end_time"] == "2026-12-22T21:00:00.000Z"
    patch = [{"op": "add", "path": "/lifetime_budget_micro", "value": 800_000_000}]
    assert snapchat.call("PATCH", f"adsquads/{squad['id']}", patch).status_code == 200
    assert snapchat.one("adsquads", squad["id"])["lifetime_budget_micro"] == 800_000_000
    assert "not supported in sandbox" in refused(
        snapchat, path, "adsquads", SQUAD | {"campaign_id": campaign, "optimization_goal": "SWIPES"}
    )


def test_media_and_creatives_survive_a_restart(tmp_path, http):
    state = {"SANDBOX_STATE_DIR": str(tmp_path / "state")}
    with serving(tmp_path, **state) as url:
        person = snapchat_person(url, http)
        image = announced(person)
        upload(person, image, JPEG)
        creative = made(
            person, f"adaccounts/{KSA}/creatives", "creatives", CREATIVE | {"top_snap_media_id": image}
        )

    with serving(tmp_path, **state) as url:
        again = snapchat_person(url, http)
        squad = again.some("adsquads")[0]["id"]
        wanted = {"ad_squad_id": squad, "creative_id": creative["id"], "name": "Ad", "status": "PAUSED"}
        assert made(again, f"adsquads/{squad}/ads", "ads", wanted | {"type": "REMOTE_WEBPAGE"})
        assert announced(again) != image
