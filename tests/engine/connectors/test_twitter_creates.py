"""Creating on X: what is sent to the letter, Tweets only for ads, countries, days, and nothing left half made."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from uuid import uuid4

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from db.kinds import Level, Objective
from engine.connectors import connector
from engine.connectors.base import Account
from engine.connectors.launches import Creative, Launch
from engine.connectors.twitter import assets, texts
from engine.connectors.twitter.calls import get
from engine.connectors.twitter.limits import check_launch
from engine.core import clock
from engine.core.errors import Missing, PlatformBusy, Refused
from tests.control import Control
from tests.engine.connectors.conftest import NOON, Person
from tests.engine.connectors.server import answer

ME = "756201191646691328"
FILM = "https://media.example/winter.mp4"
TOMORROW = NOON.date() + timedelta(days=1)
LAUNCH = Launch(
    key=uuid4(), name="Winter", objective=Objective.TRAFFIC, starts_on=TOMORROW,
    ends_on=TOMORROW + timedelta(days=9), daily_budget_micros=75_000_000,
    creative=Creative("Winter sale", "حتى ٥٠٪", "https://shop.example/winter"), profile_id=ME,
)  # fmt: skip


@pytest.fixture
def person(sandbox: Control, redis: Redis) -> Person:
    return Person("twitter", connector("twitter"), sandbox)


def home(person):
    return next(row for row in person.busy() if row.currency == "SAR")


def account(person):
    return person.account(home(person))


def make(person, launch=LAUNCH, levels=(Level.CAMPAIGN, Level.AD_SET)):
    """The levels, one below the other; what was created last."""
    made, parent = None, None
    for level in levels:
        made = person.connector.create(account(person), launch, level, parent)
        parent = made.external_id
    return made


def sent(person, name):
    """The parameters of the last call that created such a thing."""
    calls = [call for call in person.calls() if call["method"] == "POST" and call["path"].endswith(f"/{name}")]
    return calls[-1]["query"]


def listed(person, name, **query):
    path = f"accounts/{home(person).external_id}/{name}"
    return get(person.tokens.access, path, query, account="")["data"]


def refused_field(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.facts["field"]


# What is sent


def test_a_campaign_has_a_name_a_budget_and_who_pays(person):
    make(person, levels=[Level.CAMPAIGN])

    [funding] = listed(person, "funding_instruments")
    assert sent(person, "campaigns") == {
        "funding_instrument_id": funding["id"], "name": "Winter", "budget_optimization": "LINE_ITEM",
        "daily_budget_amount_local_micro": "75000000", "entity_status": "PAUSED",
    }  # fmt: skip


def test_a_line_item_has_objective_days_and_bid(person, noon):
    made = make(person, replace(LAUNCH, bid_micros=2_500_000))

    told = sent(person, "line_items")
    day = "%Y-%m-%dT21:00:00Z"  # midnight in Riyadh
    assert told.pop("campaign_id")
    assert told == {
        "name": "Winter", "product_type": "PROMOTED_TWEETS", "placements": "ALL_ON_TWITTER",
        "objective": "WEBSITE_CLICKS", "bid_strategy": "MAX", "bid_amount_local_micro": "2500000",
        "start_time": (TOMORROW - timedelta(days=1)).strftime(day),
        "end_time": (TOMORROW + timedelta(days=9)).strftime(day), "entity_status": "PAUSED",
    }  # fmt: skip
    assert made.extra == {"goal": "LINK_CLICKS", "bid_strategy": "MAX"}


def test_an_ad_is_a_tweet_that_nobody_else_sees(person):
    made = make(person, levels=Level)

    told = sent(person, "tweet")
    assert told == {
        "as_user_id": ME, "text": "Winter sale\nحتى ٥٠٪\nhttps://shop.example/winter", "nullcast": "true",
        "trim_user": "true", "name": "Winter",
    }  # fmt: skip
    [tweet] = listed(person, "tweets", tweet_type="PUBLISHED")
    assert made.extra == {"tweet_id": tweet["tweet_id"]}
    assert (tweet["nullcast"], tweet["full_text"]) == (True, told["text"])
    assert sent(person, "promoted_tweets")["tweet_ids"] == tweet["tweet_id"]


def test_a_film_is_brought_to_x_before_its_tweet(person):
    make(person, replace(LAUNCH, objective=Objective.VIDEO_VIEWS,
                         creative=replace(LAUNCH.creative, media=(FILM,))), Level)  # fmt: skip

    steps = [call["path"].rpartition("/2/media/upload")[2].rpartition("/")[2] for call in person.calls()
             if "/media/upload" in call["path"]]  # fmt: skip
    assert steps == ["initialize", "append", "finalize", ""]
    assert sent(person, "tweet")["media_keys"].startswith("7_")


@pytest.mark.parametrize(
    ("objective", "told"),
    [
        (Objective.AWARENESS, {"objective": "REACH", "bid_strategy": "TARGET"}),
        (Objective.ENGAGEMENT, {"objective": "ENGAGEMENTS", "bid_strategy": "MAX"}),
        (Objective.VIDEO_VIEWS, {"objective": "VIDEO_VIEWS", "bid_strategy": "MAX"}),
        (Objective.LEADS, {"objective": "WEBSITE_CLICKS", "goal": "WEBSITE_CONVERSIONS"}),
        (Objective.SALES, {"objective": "WEBSITE_CLICKS", "goal": "WEBSITE_CONVERSIONS"}),
        (Objective.APP, {"objective": "APP_INSTALLS", "android_app_store_identifier": "example.waha.app"}),
    ],
)
def test_every_objective_brings_what_it_is_measured_by(person, objective, told):
    make(person, replace(LAUNCH, objective=objective, bid_micros=2_500_000))

    assert told.items() <= sent(person, "line_items").items()
    tags = {each["id"]: each["type"] for each in listed(person, "web_event_tags")}
    counted = {Objective.LEADS: "SIGN_UP", Objective.SALES: "PURCHASE"}
    assert tags.get(sent(person, "line_items").get("primary_web_event_tag")) == counted.get(objective)


def test_without_a_bid_x_bids_by_itself(person):
    make(person)

    assert sent(person, "line_items")["bid_strategy"] == "AUTO"
    assert "bid_amount_local_micro" not in sent(person, "line_items")


# Days


def test_a_plan_without_an_end_ends_after_a_year(person, noon):
    make(person, replace(LAUNCH, ends_on=None))

    told = sent(person, "line_items")
    start, end = (datetime.fromisoformat(told[name]) for name in ("start_time", "end_time"))
    assert end - start == timedelta(days=366)


def test_a_day_that_has_begun_begins_now(person):
    now = NOON.replace(hour=8, minute=30)
    with clock.stopped_at(now):
        make(person, replace(LAUNCH, starts_on=NOON.date(), ends_on=NOON.date()))

    assert sent(person, "line_items")["start_time"] == now.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_days_that_are_over_or_backwards_are_refused(person):
    past = replace(LAUNCH, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2))

    assert refused_field(lambda: make(person, past)) == "ends_on"
    assert refused_field(lambda: make(person, replace(LAUNCH, ends_on=TOMORROW - timedelta(days=1)))) == "ends_on"


# Countries


def test_a_line_item_is_shown_in_its_countries_only(person):
    made = make(person, replace(LAUNCH, countries=("SA", "AE", "SA")))

    criteria = listed(person, "targeting_criteria", line_item_ids=made.external_id)
    assert [(each["targeting_type"], each["name"], each["operator_type"]) for each in criteria] == [
        ("LOCATION", "Saudi Arabia", "EQ"), ("LOCATION", "United Arab Emirates", "EQ"),
    ]  # fmt: skip


def test_a_country_that_x_does_not_know_makes_no_line_item(person):
    campaign = make(person, levels=[Level.CAMPAIGN]).external_id
    plan = replace(LAUNCH, countries=("SA", "XX"))

    field = refused_field(lambda: person.connector.create(account(person), plan, Level.AD_SET, campaign))

    assert field == "countries"
    assert listed(person, "line_items", campaign_ids=campaign) == []


@pytest.mark.parametrize(("fault", "error"), [("permission", Refused), ("500_after_effect", PlatformBusy)])
def test_a_line_item_without_its_countries_is_removed_again(person, fault, error):
    campaign = make(person, levels=[Level.CAMPAIGN]).external_id
    person.sandbox.fault("twitter", fault, path="/batch/")

    with pytest.raises(error) as failed:
        person.connector.create(account(person), LAUNCH, Level.AD_SET, campaign)

    assert not failed.value.facts.get("unconfirmed")
    assert listed(person, "line_items", campaign_ids=campaign) == []


def test_one_that_cannot_be_removed_is_to_be_looked_at(person):
    campaign = make(person, levels=[Level.CAMPAIGN]).external_id
    person.sandbox.fault("twitter", "permission", path="/batch/")
    person.sandbox.fault("twitter", "permission", path="/line_items/")

    with pytest.raises(PlatformBusy) as failed:
        person.connector.create(account(person), LAUNCH, Level.AD_SET, campaign)

    assert failed.value.facts["unconfirmed"] is True
    assert len(listed(person, "line_items", campaign_ids=campaign)) == 1


# What is refused before anything is sent


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "x" * 256}, "name"),
        ({"daily_budget_micros": None}, "daily_budget_micros"),
        ({"lifetime_budget_micros": 5_000_000_000}, "daily_budget_micros"),
        ({"daily_budget_micros": None, "lifetime_budget_micros": 5_000_001}, "lifetime_budget_micros"),
        ({"bid_micros": 0}, "bid_micros"),
        ({"bid_micros": 12_345}, "bid_micros"),
        ({"creative": Creative("", "x" * 300, "https://shop.example")}, "body"),
        ({"creative": Creative("h", "b", "https://shop.example", ("https://media.example/a.jpg",) * 5)}, "media"),
    ],
)
def test_the_whole_plan_is_judged_at_every_level(person, change, field):
    before = len(person.calls())

    for level in Level:
        assert refused_field(partial(make, person, replace(LAUNCH, **change), [level])) == field
    assert len(person.calls()) == before


def test_yen_have_no_smaller_coin():
    yen = Account("twitter", "a", "JPY", "Asia/Tokyo", "t:s")
    check_launch(yen, replace(LAUNCH, daily_budget_micros=500_000_000))

    with pytest.raises(Refused):
        check_launch(yen, replace(LAUNCH, daily_budget_micros=500_500_000))


def test_an_account_speaks_for_its_own_brand_only(person):
    item = make(person).external_id
    foreign = replace(LAUNCH, profile_id="756201191646691330")

    assert refused_field(lambda: person.connector.create(account(person), foreign, Level.AD, item)) == "profile_id"
    assert listed(person, "tweets", tweet_type="PUBLISHED") == []
    person.connector.create(account(person), replace(LAUNCH, profile_id=""), Level.AD, item)
    assert sent(person, "tweet")["as_user_id"] == ME


def test_a_lost_answer_about_a_tweet_costs_nothing_about_an_ad_is_told(person):
    item = make(person).external_id
    person.sandbox.fault("twitter", "500_after_effect", path=f"{home(person).external_id}/tweet")
    person.connector.create(account(person), LAUNCH, Level.AD, item)
    assert len(listed(person, "promoted_tweets", line_item_ids=item)) == 1

    person.sandbox.fault("twitter", "500_after_effect", path="/promoted_tweets")
    with pytest.raises(PlatformBusy) as lost:
        person.connector.create(account(person), LAUNCH, Level.AD, item)
    assert lost.value.facts["unconfirmed"] is True


def test_an_ad_below_nothing_is_missing(person):
    with pytest.raises(Missing):
        person.connector.create(account(person), LAUNCH, Level.AD, "zzzzzz")


# What an account has


def app(name, system="Android"):
    return {"app_store_identifier": name, "os_type": system, "id": "4x"}


@pytest.mark.parametrize(
    ("apps", "address", "expected"),
    [
        ([app("a.b")], "https://shop.example", {"android_app_store_identifier": "a.b"}),
        ([app("a.b"), app("123", "iOS")], "https://shop.example",
         {"android_app_store_identifier": "a.b", "ios_app_store_identifier": "123"}),
        ([app("a.b"), app("c.d")], "https://play.google.com/store/apps/details?id=c.d",
         {"android_app_store_identifier": "c.d"}),
        ([app("a.b"), app("c.d")], "https://shop.example", "url"),
        ([app("a.b", "Symbian")], "https://shop.example", "url"),
        ([], "https://shop.example", "objective"),
    ],
)  # fmt: skip
def test_the_app_is_the_one_that_the_address_names_or_the_only_one(server, redis, apps, address, expected):
    server.acts = [answer(orjson.dumps({"data": apps, "next_cursor": None}))]
    ours = Account("twitter", "a", "SAR", "Asia/Riyadh", "1-t:s")

    if isinstance(expected, str):
        assert refused_field(lambda: assets.apps(ours, address)) == expected
    else:
        assert assets.apps(ours, address) == expected


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("funding", [{"id": "f", "able_to_fund": True, "currency": "USD"},
                     {"id": "g", "able_to_fund": False, "currency": "SAR"}]),
        ("speaker", [{"user_id": "7", "promotable_user_type": "RETWEETS_ONLY"}]),
    ],
)  # fmt: skip
def test_an_account_that_lacks_what_every_ad_needs_says_so(server, redis, name, rows):
    server.acts = [answer(orjson.dumps({"data": rows, "next_cursor": None}))]
    ours = Account("twitter", "a", "SAR", "Asia/Riyadh", "1-t:s")

    with pytest.raises(Refused) as refused:
        assets.funding(ours) if name == "funding" else assets.speaker(ours, "")
    assert refused.value.facts["reason"] == "permission"


# How long a text is


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Hello, world! 👋", 16), ("مرحبا", 5), ("漢字", 4), ("cafe\u0301", 4), ("🙋🏽", 2), ("🇸🇦", 2), ("❄", 2),
        ("👨\u200d👩\u200d👧\u200d👦", 2), ("“…”", 4), ("", 0),
        ("https://example.com", 23), ("see https://example.com/very/long/path?with=much now", 31),
    ],
)  # fmt: skip
def test_a_text_weighs_what_x_says(text, weight):
    assert texts.weigh(text) == weight


@given(st.text(max_size=400), st.text(max_size=400))
def test_a_text_weighs_at_most_twice_its_letters_and_more_text_never_less(one, other):
    assert texts.weigh(one) <= 2 * len(one) + 23
    assert texts.weigh(f"{one} ") == texts.weigh(one) + 1


def test_nothing_is_said_twice():
    assert texts.compose("Sale", " Sale ", "", "https://a.example") == "Sale\nhttps://a.example"
    assert texts.words_of(Creative("Sale", "", "https://a.example")) == "Sale\nhttps://a.example"
