"""What is sent to Snapchat for a launch, level by level, and what is never sent."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import orjson
import pytest

from db.kinds import Level, Objective
from engine.connectors import snapchat
from engine.connectors.base import Account
from engine.connectors.launches import Creative, Launch
from engine.core.errors import PlatformBusy, Refused
from sandbox.media import JPEG
from tests.engine.connectors.conftest import Person
from tests.engine.connectors.server import Act, Server, answer

ACCOUNT = Account("snapchat", "8adc", "USD", "America/New_York", "token")
LAUNCH = Launch(
    key=uuid4(), name="Winter", objective=Objective.TRAFFIC,
    starts_on=date(2026, 10, 31), ends_on=date(2026, 11, 1),
    creative=Creative("Winter sale", "never shown", "https://shop.example", ("https://media.example/a.jpg",)),
    daily_budget_micros=5_000_000, countries=("SA", "ae"),
)  # fmt: skip
PROFILE = "5f1c2a77-0d3e-4b6a-9c11-7e0000000077"


def made(plural: str, singular: str, **told: Any) -> Act:
    entry = {"sub_request_status": "SUCCESS", singular: {"id": "new", **told}}
    return answer(orjson.dumps({"request_status": "SUCCESS", plural: [entry]}))


def body(server: Server, place: int = -1) -> Any:
    return orjson.loads(server.sent[place])


def test_a_campaign_is_sent_whole_and_paused(server):
    server.acts = [made("campaigns", "campaign", ad_account_id="8adc")]

    created = snapchat.create(ACCOUNT, LAUNCH, Level.CAMPAIGN, None)

    assert (created.external_id, server.asked) == ("new", ["/snapchat/v1/adaccounts/8adc/campaigns"])
    assert body(server) == {
        "campaigns": [
            {
                "ad_account_id": "8adc", "name": "Winter", "status": "PAUSED", "buy_model": "AUCTION",
                "objective_v2_properties": {"objective_v2_type": "TRAFFIC"},
                # The night in which the clocks go back lies between them.
                "start_time": "2026-10-31T00:00:00.000-04:00", "end_time": "2026-11-02T00:00:00.000-05:00",
            }
        ]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("objective", "today", "legacy"),
    [
        (Objective.AWARENESS, "AWARENESS_AND_ENGAGEMENT", None),
        (Objective.ENGAGEMENT, "AWARENESS_AND_ENGAGEMENT", "ENGAGEMENT"),
        (Objective.VIDEO_VIEWS, "AWARENESS_AND_ENGAGEMENT", "VIDEO_VIEW"),
        (Objective.LEADS, "LEADS", None),
        (Objective.SALES, "SALES", None),
    ],
)
def test_the_older_word_is_said_only_where_todays_is_shared(server, objective, today, legacy):
    server.acts = [made("campaigns", "campaign")]

    snapchat.create(ACCOUNT, replace(LAUNCH, objective=objective), Level.CAMPAIGN, None)

    sent = body(server)["campaigns"][0]
    assert (sent["objective_v2_properties"], sent.get("objective")) == ({"objective_v2_type": today}, legacy)


def test_an_ad_squad_carries_money_place_and_time(server):
    server.acts = [made("adsquads", "adsquad", campaign_id="c1")]

    created = snapchat.create(ACCOUNT, replace(LAUNCH, bid_micros=1_500_000), Level.AD_SET, "c1")

    assert created.extra == {"campaign_id": "c1"}
    assert server.asked == ["/snapchat/v1/campaigns/c1/adsquads"]
    assert body(server)["adsquads"] == [
        {
            "campaign_id": "c1", "name": "Winter", "status": "PAUSED", "type": "SNAP_ADS",
            "placement_v2": {"config": "AUTOMATIC"}, "optimization_goal": "SWIPES", "billing_event": "IMPRESSION",
            "targeting": {"regulated_content": False, "geos": [{"country_code": "sa"}, {"country_code": "ae"}]},
            "daily_budget_micro": 5_000_000, "delivery_constraint": "DAILY_BUDGET",
            "bid_strategy": "LOWEST_COST_WITH_MAX_BID", "bid_micro": 1_500_000,
            "start_time": "2026-10-31T00:00:00.000-04:00", "end_time": "2026-11-02T00:00:00.000-05:00",
        }
    ]  # fmt: skip


def test_a_lifetime_budget_is_said_in_its_own_field(server):
    server.acts = [made("adsquads", "adsquad")]
    launch = replace(LAUNCH, daily_budget_micros=None, lifetime_budget_micros=70_000_000)

    snapchat.create(ACCOUNT, launch, Level.AD_SET, "c1")

    sent = body(server)["adsquads"][0]
    assert (sent["lifetime_budget_micro"], sent["delivery_constraint"]) == (70_000_000, "LIFETIME_BUDGET")
    assert "daily_budget_micro" not in sent
    assert (sent["bid_strategy"], "bid_micro" in sent) == ("AUTO_BID", False)


def test_sales_are_measured_by_the_accounts_pixel_and_cannot_be_without(server):
    server.acts = [made("pixels", "pixel"), made("adsquads", "adsquad")]
    launch = replace(LAUNCH, objective=Objective.SALES)

    snapchat.create(ACCOUNT, launch, Level.AD_SET, "c1")
    assert (body(server)["adsquads"][0]["optimization_goal"], body(server)["adsquads"][0]["pixel_id"]) == (
        "PIXEL_PURCHASE",
        "new",
    )

    server.acts = [answer(b'{"request_status": "SUCCESS", "pixels": []}')]
    with pytest.raises(Refused) as refused:
        snapchat.create(ACCOUNT, launch, Level.AD_SET, "c1")
    assert refused.value.facts["field"] == "objective"


@pytest.mark.parametrize(
    ("field", "value", "level"),
    [
        ("name", "x" * 376, Level.CAMPAIGN),
        ("objective", Objective.APP, Level.CAMPAIGN),
        ("ends_on", date(2026, 10, 30), Level.CAMPAIGN),
        ("daily_budget_micros", 4_999_999, Level.AD_SET),
        ("bid_micros", 9_999, Level.AD_SET),
        ("countries", ("SAU",), Level.AD_SET),
        ("countries", (), Level.AD_SET),
        ("countries", ("س١",), Level.AD_SET),
    ],
)
def test_a_plan_that_snapchat_would_refuse_is_not_sent(server, field, value, level):
    with pytest.raises(Refused) as refused:
        snapchat.create(ACCOUNT, replace(LAUNCH, **{field: value}), level, "c1")

    assert refused.value.facts["field"] == field
    assert server.asked == []


@pytest.mark.parametrize(
    ("money", "field"),
    [
        ({"daily_budget_micros": None}, "daily_budget_micros"),
        ({"lifetime_budget_micros": 90_000_000}, "daily_budget_micros"),
        ({"daily_budget_micros": None, "lifetime_budget_micros": 1}, "lifetime_budget_micros"),
        ({"daily_budget_micros": None, "lifetime_budget_micros": 90_000_000, "ends_on": None}, "ends_on"),
    ],
)
def test_there_is_one_budget_and_a_lifetime_ends(money, field):
    with pytest.raises(Refused) as refused:
        snapchat.check_launch(ACCOUNT, replace(LAUNCH, **money))

    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    ("field", "creative"),
    [
        ("headline", {"headline": "x" * 35}),
        ("headline", {"headline": " "}),
        ("url", {"url": "shop.example"}),
        ("url", {"url": f"https://shop.example/{'x' * 2048}"}),
        ("media", {"media": ()}),
        ("media", {"media": ("https://media.example/a.jpg", "https://media.example/b.jpg")}),
        ("media", {"media": ("https://media.example/a.gif",)}),
    ],
)
def test_what_snapchat_would_not_show_is_refused_by_its_field(sandbox, server, field, creative):
    launch = replace(LAUNCH, creative=replace(LAUNCH.creative, **creative))

    with pytest.raises(Refused) as refused:
        snapchat.create(ACCOUNT, launch, Level.AD, "s1")

    assert refused.value.facts["field"] == field
    assert [path for path in server.asked if "/v1/" in path] == []


def test_an_ad_is_an_uploaded_image_a_creative_and_the_ad(server):
    account = orjson.dumps({"adaccounts": [{"adaccount": {"id": "8adc", "name": "n", "advertiser": "A" * 40}}]})
    server.acts = [
        answer(JPEG),
        answer(account),
        made("media", "media"),
        answer(b'{"request_status": "SUCCESS", "result": {}}'),
        made("media", "media", media_status="PENDING_UPLOAD"),
        made("media", "media", media_status="READY"),
        made("creatives", "creative"),
        made("ads", "ad", ad_squad_id="s1"),
    ]
    shown = replace(LAUNCH.creative, media=(f"http://127.0.0.1:{server.port}/a.png",))

    created = snapchat.create(ACCOUNT, replace(LAUNCH, creative=shown, profile_id=PROFILE), Level.AD, "s1")

    assert created.extra == {"creative_id": "new", "ad_squad_id": "s1"}
    assert [path.removeprefix("/snapchat/v1/") for path in server.asked[1:]] == [
        "adaccounts/8adc", "adaccounts/8adc/media", "media/new/upload", "media/new", "media/new",
        "adaccounts/8adc/creatives", "adsquads/s1/ads",
    ]  # fmt: skip
    assert body(server, 2) == {"media": [{"ad_account_id": "8adc", "name": "Winter", "type": "IMAGE"}]}
    assert JPEG in server.sent[3]
    assert b'name="file"; filename="file.jpeg"' in server.sent[3]
    assert body(server, -2)["creatives"] == [
        {
            "ad_account_id": "8adc", "name": "Winter", "headline": "Winter sale", "brand_name": "A" * 32,
            "shareable": True, "call_to_action": "MORE", "top_snap_media_id": "new", "type": "WEB_VIEW",
            "web_view_properties": {"url": "https://shop.example"}, "profile_properties": {"profile_id": PROFILE},
        }
    ]  # fmt: skip
    assert body(server)["ads"] == [
        {"ad_squad_id": "s1", "creative_id": "new", "name": "Winter", "status": "PAUSED", "type": "REMOTE_WEBPAGE"}
    ]


def test_a_film_is_waited_for_and_leads_fill_in_the_accounts_form(snapchat_person: Person):
    row = snapchat_person.busy()[0]
    account = snapchat_person.account(row)
    film = replace(LAUNCH.creative, media=("https://media.example/a.mp4",))
    launch = replace(LAUNCH, objective=Objective.LEADS, creative=film)

    parent = None
    for level in (Level.CAMPAIGN, Level.AD_SET, Level.AD):
        parent = snapchat.create(account, launch, level, parent).external_id

    rows = {each.external_id: each for each in snapchat_person.entities(row)}
    assert parent
    assert rows[parent].level is Level.AD
    looks = [
        call["path"] for call in snapchat_person.calls() if call["method"] == "GET" and "/media/" in call["path"]
    ]
    assert len(looks) == 2


@pytest.mark.parametrize(
    "odd",
    [b"{}", b"[]", b'{"campaigns": []}', b'{"campaigns": [{"campaign": {}}]}', b'{"campaigns": [7]}', b"<html>"],
)
def test_an_answer_without_the_campaign_leaves_it_open(server, odd):
    server.acts = [answer(odd)]

    with pytest.raises(PlatformBusy) as doubt:
        snapchat.create(ACCOUNT, LAUNCH, Level.CAMPAIGN, None)

    assert doubt.value.facts["unconfirmed"] is True
    assert len(server.asked) == 1


def test_a_refusal_inside_a_success_is_a_refusal(server):
    entry = {"sub_request_status": "ERROR", "sub_request_error_reason": "E1001: name is taken"}
    server.acts = [answer(orjson.dumps({"request_status": "SUCCESS", "campaigns": [entry]}))]

    with pytest.raises(Refused) as refused:
        snapchat.create(ACCOUNT, LAUNCH, Level.CAMPAIGN, None)

    assert "name is taken" in refused.value.detail
