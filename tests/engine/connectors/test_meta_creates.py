"""What only Meta has in creating: minor units, pixels and apps, pictures to swipe, films, and fields it blames."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import orjson
import pytest

from db.kinds import Level, Objective
from engine.connectors import meta
from engine.connectors.base import Account, AccountRow
from engine.connectors.launches import Creative, Launch
from engine.connectors.meta import creatives
from engine.connectors.meta.faults import fault
from engine.connectors.wire import Reply
from engine.core import clock
from engine.core.errors import Missing, PlatformBusy, Refused
from tests.engine.connectors.conftest import Person
from tests.engine.connectors.server import Server, answer

ACCOUNT = Account("meta", "238", "SAR", "Asia/Riyadh", "token")
YEN = Account("meta", "239", "JPY", "Asia/Tokyo", "token")
PAGE, STORE = "105550000000077", "https://play.google.com/store/apps/details?id=example.alwaha"
SHOP = "https://shop.example/"
PICTURES = tuple(f"https://media.example/{n}.jpg" for n in range(3))
FILM = "https://media.example/winter.MP4?x=1"


def launch(**details: Any) -> Launch:
    usual: dict[str, Any] = {
        "key": UUID(int=7), "name": "شتاء", "objective": Objective.TRAFFIC, "starts_on": date(2026, 12, 1),
        "ends_on": None, "creative": a_creative(), "daily_budget_micros": 750_250_000, "profile_id": PAGE,
    }  # fmt: skip
    return Launch(**(usual | details))


def a_creative(**details: Any) -> Creative:
    usual: dict[str, Any] = {
        "headline": "Winter sale",
        "body": "حتى ٥٠٪",
        "url": "https://shop.example/",
        "media": (),
    }
    return Creative(**(usual | details))


def home(person: Person) -> AccountRow:
    return next(row for row in person.busy() if row.currency == "SAR")


def made(server: Server, level: Level, account: Account = ACCOUNT, **details: Any) -> dict[str, Any]:
    """The form that is sent for a level, its JSON values read."""
    server.acts = [answer(b'{"id":"1"}')]
    with clock.stopped_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        meta.create(account, launch(**details), level, "parent")
    form = parse_qs(server.sent[0].decode(), strict_parsing=True)
    return {name: value for name, [value] in form.items()}


def field_of(plan: Launch, account: Account = ACCOUNT) -> str:
    with pytest.raises(Refused) as refused:
        meta.create(account, plan, Level.CAMPAIGN, None)
    return str(refused.value.facts["field"])


# What is sent


def test_a_campaign_is_sent_paused_with_its_budget_in_minor_units(server):
    form = made(server, Level.CAMPAIGN, ends_on=date(2026, 12, 31))

    assert urlsplit(server.asked[0]).path == "/meta/v26.0/act_238/campaigns"
    assert form == {
        "name": "شتاء", "objective": "OUTCOME_TRAFFIC", "status": "PAUSED", "special_ad_categories": "[]",
        "bid_strategy": "LOWEST_COST_WITHOUT_CAP", "daily_budget": "75025",
        "start_time": "2026-12-01T00:00:00+03:00", "stop_time": "2027-01-01T00:00:00+03:00",
    }  # fmt: skip


def test_a_yen_is_a_yen_and_what_starts_today_starts_at_once(server):
    form = made(server, Level.CAMPAIGN, YEN, starts_on=date(2026, 11, 22), daily_budget_micros=5_000_000_000)

    assert form["daily_budget"] == "5000"
    assert "start_time" not in form


@pytest.mark.parametrize(
    ("day", "midnight"),
    [(date(2027, 1, 5), "2027-01-05T00:00:00-05:00"), (date(2027, 7, 5), "2027-07-05T00:00:00-04:00")],
)
def test_midnight_is_the_accounts_own(server, day, midnight):
    new_york = Account("meta", "240", "USD", "America/New_York", "token")

    assert made(server, Level.CAMPAIGN, new_york, starts_on=day)["start_time"] == midnight


def test_an_ad_set_is_sent_with_countries_and_a_bid(server):
    form = made(server, Level.AD_SET, countries=("sa", "AE"), bid_micros=1_250_000)

    assert orjson.loads(form["targeting"]) == {"geo_locations": {"countries": ["SA", "AE"]}}
    assert (form["campaign_id"], form["bid_amount"], form["optimization_goal"]) == ("parent", "125", "LINK_CLICKS")
    assert form["billing_event"] == "IMPRESSIONS"
    assert "daily_budget" not in form


def test_a_bid_makes_the_campaigns_strategy_a_cap(server):
    assert made(server, Level.CAMPAIGN, bid_micros=1_000_000)["bid_strategy"] == "LOWEST_COST_WITH_BID_CAP"


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ((), {}),
        (PICTURES[:1], {"picture": PICTURES[0]}),
        (PICTURES, {"child_attachments": [
            {"link": SHOP, "picture": each, "name": "Winter sale"} for each in PICTURES
        ]}),
    ],
)  # fmt: skip
def test_a_creative_shows_no_one_or_several_pictures(server, media, expected):
    form = made(server, Level.AD, creative=a_creative(media=media))

    story = orjson.loads(form["object_story_spec"])
    action = {"type": "LEARN_MORE", "value": {"link": "https://shop.example/"}}
    words = {
        "link": "https://shop.example/",
        "message": "حتى ٥٠٪",
        "name": "Winter sale",
        "call_to_action": action,
    }
    assert story == {"page_id": PAGE, "link_data": words | expected}
    ad = parse_qs(server.sent[1].decode())
    assert orjson.loads(ad["creative"][0]) == {"creative_id": "1"}
    assert ad["status"] == ["PAUSED"]


# What is refused before anything is asked


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"name": "x" * 401}, "name"),
        ({"creative": a_creative(headline="x" * 256)}, "headline"),
        ({"creative": a_creative(body="x" * 63_207)}, "body"),
        ({"creative": a_creative(url="shop.example")}, "url"),
        ({"creative": a_creative(url="javascript:alert(1)")}, "url"),
        ({"creative": a_creative(media=("file:///etc/passwd",))}, "media"),
        ({"creative": a_creative(media=PICTURES * 4)}, "media"),
        ({"creative": a_creative(media=(FILM, PICTURES[0]))}, "media"),
        ({"profile_id": ""}, "profile_id"),
        ({"countries": ()}, "countries"),
        ({"countries": ("SAU",)}, "countries"),
        ({"ends_on": date(2026, 11, 30)}, "ends_on"),
        ({"daily_budget_micros": None}, "daily_budget_micros"),
        ({"lifetime_budget_micros": 9_000_000}, "daily_budget_micros"),
        ({"daily_budget_micros": None, "lifetime_budget_micros": 9_000_000}, "ends_on"),
        ({"daily_budget_micros": 4_999}, "daily_budget_micros"),
        ({"bid_micros": 0}, "bid_micros"),
    ],
)
def test_a_plan_is_refused_by_its_field(details, field):
    assert field_of(launch(**details)) == field


def test_a_yen_cannot_be_divided():
    assert field_of(launch(daily_budget_micros=400_000), YEN) == "daily_budget_micros"


# What Meta refuses


@pytest.mark.parametrize(
    ("blamed", "field"),
    [
        ({"blame_field_specs": [["daily_budget"]]}, "daily_budget_micros"),
        ('{"blame_field_specs":[["targeting"]]}', "countries"),
        ({"blame_field_specs": [["end_time", "x"]]}, "ends_on"),
        ({"blame_field_specs": [["something_new"]]}, None),
        ({"blame_field_specs": []}, None),
        ("{half", None),
        (7, None),
        (None, None),
    ],
)
def test_the_field_that_meta_blames_is_named(blamed, field):
    error = {"message": "Invalid parameter", "code": 100, "error_subcode": 1885272, "error_data": blamed}

    refused = fault(Reply(400, {}, {"error": error}))

    assert isinstance(refused, Refused)
    assert refused.facts.get("field") == field


def test_what_is_too_little_money_is_metas_to_say(meta_person):
    with pytest.raises(Refused) as refused:
        meta_person.connector.create(
            meta_person.account(home(meta_person)), launch(daily_budget_micros=500_000), Level.CAMPAIGN, None
        )

    assert refused.value.facts["field"] == "daily_budget_micros"
    assert "at least 100 minor units" in refused.value.detail


def test_an_ad_speaks_for_a_page_that_there_is(meta_person):
    account = meta_person.account(home(meta_person))
    campaign, ad_set = parents(meta_person, account, launch())

    with pytest.raises(Refused) as refused:
        meta_person.connector.create(account, launch(profile_id="999"), Level.AD, ad_set)

    assert refused.value.facts["field"] == "profile_id"
    assert [row.level for row in below(meta_person, campaign)] == [Level.AD_SET]


def test_europe_wants_to_know_for_whom(meta_person):
    account, plan = meta_person.account(home(meta_person)), launch(countries=("SA", "DE"))
    campaign = meta_person.connector.create(account, plan, Level.CAMPAIGN, None).external_id

    with pytest.raises(Refused) as refused:
        meta_person.connector.create(account, plan, Level.AD_SET, campaign)

    assert refused.value.facts["field"] == "countries"
    assert "European Union" in refused.value.detail


# What an ad set promotes


@pytest.mark.parametrize(
    ("objective", "goal", "event"),
    [
        (Objective.SALES, "OFFSITE_CONVERSIONS", "PURCHASE"),
        (Objective.LEADS, "OFFSITE_CONVERSIONS", "LEAD"),
        (Objective.VIDEO_VIEWS, "THRUPLAY", None),
        (Objective.AWARENESS, "REACH", None),
    ],
)
def test_an_objective_becomes_a_goal(meta_person, objective, goal, event):
    read = meta_ad_set(meta_person, launch(objective=objective))

    assert read["optimization_goal"] == goal
    assert read.get("promoted_object", {}).get("custom_event_type") == event


def test_without_a_pixel_the_click_has_to_do(server):
    server.acts = [answer(b'{"data":[]}'), answer(b'{"id":"1"}')]

    meta.create(ACCOUNT, launch(objective=Objective.SALES), Level.AD_SET, "parent")

    form = parse_qs(server.sent[1].decode())
    assert (form["optimization_goal"], form.get("promoted_object")) == (["LINK_CLICKS"], None)


def test_an_app_is_found_by_its_address_in_the_store(meta_person):
    plan = launch(objective=Objective.APP, creative=a_creative(url=STORE))

    promoted = meta_ad_set(meta_person, plan)["promoted_object"]

    assert promoted == {"application_id": "606660000000077", "object_store_url": STORE}


def test_an_app_that_is_not_the_accounts_is_refused(meta_person):
    account, plan = meta_person.account(home(meta_person)), launch(objective=Objective.APP)
    campaign = meta_person.connector.create(account, plan, Level.CAMPAIGN, None).external_id

    with pytest.raises(Refused) as refused:
        meta_person.connector.create(account, plan, Level.AD_SET, campaign)

    assert refused.value.facts["field"] == "url"


# Films


def test_a_film_is_uploaded_and_waited_for(meta_person, monkeypatch):
    monkeypatch.setattr(creatives, "PAUSE_S", 0.01)
    account, plan = meta_person.account(home(meta_person)), launch(creative=a_creative(media=(FILM,)))
    _, ad_set = parents(meta_person, account, plan)

    ad = meta_person.connector.create(account, plan, Level.AD, ad_set)

    path = f"{ad.extra['creative_id']}?fields=object_story_spec"
    story = get(meta_person, path)["object_story_spec"]
    assert story["video_data"]["image_url"].endswith(".jpg")
    assert story["video_data"]["title"] == "Winter sale"


def test_a_film_that_is_never_ready_is_not_waited_for_for_ever(server, monkeypatch):
    monkeypatch.setattr(creatives, "PAUSE_S", 0.001)
    monkeypatch.setattr(creatives, "DEADLINE_S", 0.05)
    server.acts = [answer(b'{"id":"5"}'), answer(b'{"id":"5","status":{"video_status":"processing"}}')]

    with pytest.raises(PlatformBusy):
        meta.create(ACCOUNT, launch(creative=a_creative(media=(FILM,))), Level.AD, "1")


def test_a_film_that_meta_cannot_read_is_refused(server):
    server.acts = [answer(b'{"id":"5"}'), answer(b'{"id":"5","status":{"video_status":"error"}}')]

    with pytest.raises(Refused) as refused:
        meta.create(ACCOUNT, launch(creative=a_creative(media=(FILM,))), Level.AD, "1")

    assert refused.value.facts["field"] == "media"


# Answers that leave something open


@pytest.mark.parametrize("body", [b"{}", b'{"id":7}', b'{"success":true}'])
def test_an_answer_without_an_id_leaves_open_whether_it_was_created(server, body):
    server.acts = [answer(body)]

    with pytest.raises(PlatformBusy) as busy:
        meta.create(ACCOUNT, launch(), Level.CAMPAIGN, None)

    assert busy.value.facts["unconfirmed"] is True
    assert len(server.asked) == 1


def test_a_creative_may_be_asked_for_again_but_its_ad_may_not(server):
    down = answer(b'{"error":{"code":2,"message":"down","is_transient":true}}', 503)
    server.acts = [down, answer(b'{"id":"1"}'), down, answer(b'{"id":"2"}')]

    with pytest.raises(PlatformBusy):
        meta.create(ACCOUNT, launch(), Level.AD, "1")

    assert [urlsplit(path).path.rpartition("/")[2] for path in server.asked] == ["adcreatives"] * 2 + ["ads"]


def test_a_parent_of_another_account_is_not_there(meta_person):
    mine, other = (meta_person.account(row) for row in meta_person.busy()[:2])
    campaign = meta_person.connector.create(mine, launch(), Level.CAMPAIGN, None).external_id

    with pytest.raises(Missing):
        meta_person.connector.create(other, launch(), Level.AD_SET, campaign)


def parents(person: Person, account: Account, plan: Launch) -> tuple[str, str]:
    campaign = person.connector.create(account, plan, Level.CAMPAIGN, None).external_id
    return campaign, person.connector.create(account, plan, Level.AD_SET, campaign).external_id


def below(person: Person, campaign_id: str) -> list[Any]:
    rows = person.entities(home(person))
    sets = {row.external_id for row in rows if row.parent_id == campaign_id}
    return [row for row in rows if row.external_id in sets or row.parent_id in sets]


def meta_ad_set(person: Person, plan: Launch) -> dict[str, Any]:
    _, ad_set = parents(person, person.account(home(person)), plan)
    return get(person, f"{ad_set}?fields=optimization_goal,promoted_object")


def get(person: Person, path: str) -> dict[str, Any]:
    found: dict[str, Any] = person.sandbox.http.get(
        f"{person.sandbox.url}/meta/v26.0/{path}&access_token={person.tokens.access}"
    ).json()
    return found
