"""What only Snapchat has: absolute links, local midnights, three kinds of conversions, changes by patch."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from db.kinds import EntityStatus, Level, Objective
from engine.connectors import snapchat
from engine.connectors.base import Account, Change
from engine.connectors.content import Profile
from engine.connectors.launches import Creative, Launch
from engine.connectors.snapchat import calls, entities, metrics, platform
from engine.core import clock
from engine.core.errors import Missing, PlatformError, Refused
from engine.core.periods import Days
from tests.engine.connectors.server import answer

ACCOUNT = Account("snapchat", "8adc", "USD", "America/New_York", "token")
DAYS = Days(date(2026, 11, 1), date(2026, 11, 3))
RIYADH = ZoneInfo("Asia/Riyadh")
MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
LAUNCH = Launch(
    uuid4(), "Sale", Objective.SALES, MOMENT.date(), None, Creative("a", "", ""), daily_budget_micros=5_000_000
)


def listed(*campaigns, **paging) -> bytes:
    entries = [{"sub_request_status": "SUCCESS", "campaign": campaign} for campaign in campaigns]
    return orjson.dumps({"request_status": "SUCCESS", "campaigns": entries, **paging})


@pytest.mark.parametrize(
    "host", ["https://adsapi.snapchat.com", "https://adsapisc.appspot.com", "http://evil.test"]
)
def test_the_next_page_is_asked_of_the_host_we_know(server, host):
    link = f"{host}/v1/adaccounts/8adc/campaigns?cursor=Cn%2BE%3D&limit=50"
    server.acts = [answer(listed({"id": "1"}, paging={"next_link": link})), answer(listed({"id": "2"}))]

    found = list(calls.items("token", "adaccounts/8adc/campaigns", ("campaigns", "campaign")))

    assert [item["id"] for item in found] == ["1", "2"]
    assert server.asked[1] == "/snapchat/v1/adaccounts/8adc/campaigns?cursor=Cn%2BE%3D&limit=50"


@pytest.mark.parametrize(
    "link", ["https://adsapi.snapchat.com/v1/adaccounts/8adc/campaigns?limit=1000", "nonsense"]
)
def test_a_next_page_that_leads_nowhere_is_the_platforms_fault(server, link):
    server.acts = [answer(listed(paging={"next_link": link}))]

    with pytest.raises(PlatformError):
        list(calls.items("token", "adaccounts/8adc/campaigns", ("campaigns", "campaign")))
    assert len(server.asked) <= 2


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2026, 11, 1), "America/New_York", "2026-11-01T00:00:00.000-04:00"),
        (date(2026, 11, 2), "America/New_York", "2026-11-02T00:00:00.000-05:00"),
        (date(2026, 11, 1), "Asia/Riyadh", "2026-11-01T00:00:00.000+03:00"),
        (date(2026, 4, 24), "Africa/Cairo", "2026-04-24T01:00:00.000+03:00"),
    ],
)
def test_a_day_begins_with_the_offset_of_that_day(day, zone, expected):
    assert metrics.midnight(day, ZoneInfo(zone)) == expected


def test_the_week_of_the_clock_change_is_read_whole(snapchat_person):
    account = next(row for row in snapchat_person.busy() if row.timezone == "America/New_York")
    days = Days(date(2026, 10, 30), date(2026, 11, 4))

    rows = snapchat_person.metrics(account, days)

    truth = snapchat_person.truth(account, days)
    spent = {day: sum(row.spend_micros for row in rows if row.date == day) for day in days}
    assert spent == {day: truth[day]["spend_micros"] for day in days}


def test_leads_are_not_purchases(snapchat_person):
    account = snapchat_person.busy()[0]
    leads = {row.external_id for row in snapchat_person.entities(account) if row.objective is Objective.LEADS}
    days = snapchat_person.last_days(50, account).halves()[0]

    rows = [row for row in snapchat_person.metrics(account, days) if row.campaign_id in leads]

    assert sum(row.conversions for row in rows) > 0
    assert sum(row.conversion_value_micros for row in rows) == 0


def test_people_reached_are_counted_by_day(snapchat_person):
    account = snapchat_person.busy()[0]

    rows = snapchat_person.metrics(account, snapchat_person.last_days(3, account))

    assert all(row.reach is not None and 0 < row.reach <= row.impressions for row in rows)


def test_what_snapchat_does_not_say_is_not_zero():
    row = {
        "start_time": "2026-11-01T00:00:00.000+03:00",
        "stats": {"impressions": 5, "swipes": 1, "spend": 1_230_000},
    }

    parsed = metrics.read_metric(Level.CAMPAIGN, ("1", "1"), RIYADH, "conversion_purchases", row)

    assert (parsed.date, parsed.impressions, parsed.clicks, parsed.spend_micros) == (
        date(2026, 11, 1),
        5,
        1,
        1_230_000,
    )
    assert (parsed.conversions, parsed.conversion_value_micros, parsed.reach, parsed.video_views) == (None,) * 4


def test_conversions_are_decimals_to_the_digit():
    row = {"start_time": "2026-11-01T00:00:00Z", "stats": {"native_leads": 2.5, "conversion_purchases": 9}}

    assert metrics.read_metric(Level.AD, ("1", "2"), RIYADH, "native_leads", row).conversions == Decimal("2.5")


@pytest.mark.parametrize(
    ("today", "legacy", "expected"),
    [
        ("SALES", "", Objective.SALES),
        ("AWARENESS_AND_ENGAGEMENT", "", Objective.AWARENESS),
        ("AWARENESS_AND_ENGAGEMENT", "VIDEO_VIEW", Objective.VIDEO_VIEWS),
        ("AWARENESS_AND_ENGAGEMENT", "ENGAGEMENT", Objective.ENGAGEMENT),
        ("", "WEB_CONVERSION", Objective.SALES),
        ("", "WEB_VIEW", Objective.TRAFFIC),
        ("LEADS", "WEB_CONVERSION", Objective.LEADS),
        ("TOMORROW", "", Objective.UNKNOWN),
    ],
)
def test_objectives_have_our_words(today, legacy, expected):
    assert platform.objective(today, legacy) is expected


@pytest.mark.parametrize("goal", [goal for goal in Objective if goal is not Objective.UNKNOWN])
def test_every_objective_we_write_is_read_back(goal):
    today, legacy, *_ = *platform.OBJECTIVES[goal], ""

    assert platform.objective(today, legacy) is goal


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"status": "ACTIVE"}, EntityStatus.ACTIVE),
        ({"status": "PAUSED"}, EntityStatus.PAUSED),
        ({"status": "FROZEN"}, EntityStatus.PAUSED),
        ({"status": "ACTIVE", "end_time": "2026-11-22T12:00:00.000Z"}, EntityStatus.COMPLETED),
        ({"status": "ACTIVE", "end_time": "2026-11-22T12:00:01.000Z"}, EntityStatus.ACTIVE),
        ({"status": "ACTIVE", "deleted": True}, EntityStatus.REMOVED),
    ],
)
def test_statuses_have_our_words(item, expected):
    with clock.stopped_at(MOMENT):
        assert entities.read_entity(Level.CAMPAIGN, {"id": "1", **item}).status is expected


def test_a_removed_campaign_is_listed_as_removed(snapchat_person):
    account, campaign = snapchat_person.active_campaign()

    snapchat_person.change(account, campaign, status=EntityStatus.REMOVED)

    assert snapchat_person.read_back(account, campaign).status is EntityStatus.REMOVED


def test_one_patch_carries_all_of_a_change(snapchat_person):
    account, campaign = snapchat_person.active_campaign()
    before = len(snapchat_person.calls())

    snapchat_person.change(
        account, campaign, status=EntityStatus.PAUSED, daily_budget_micros=campaign.daily_budget_micros + 1_000_000
    )

    sent = snapchat_person.calls()[before:]
    assert [(call["method"], call["path"]) for call in sent] == [
        ("PATCH", f"/snapchat/v1/campaigns/{campaign.external_id}")
    ]
    after = snapchat_person.read_back(account, campaign)
    assert (after.status, after.daily_budget_micros) == (
        EntityStatus.PAUSED,
        campaign.daily_budget_micros + 1_000_000,
    )


def test_a_bid_belongs_to_the_ad_squad(snapchat_person):
    account = snapchat_person.busy()[0]
    squad = next(row for row in snapchat_person.entities(account) if row.level is Level.AD_SET)

    snapchat_person.change(account, squad, bid_micros=2_340_000)

    assert snapchat_person.read_back(account, squad) == replace(squad, bid_micros=2_340_000)


@pytest.mark.parametrize(
    ("level", "fields"),
    [(Level.CAMPAIGN, {"bid_micros": 1}), (Level.AD, {"daily_budget_micros": 1}), (Level.AD, {"bid_micros": 1})],
)
def test_money_at_the_wrong_place_is_refused_before_any_call(server, level, fields):
    with pytest.raises(Refused):
        snapchat.apply_change(ACCOUNT, Change(level, "1", **fields))

    assert server.asked == []


def test_an_organization_that_refuses_does_not_hide_the_others(server):
    two = [{"sub_request_status": "SUCCESS", "organization": {"id": name}} for name in ("shut", "open")]
    mine = {"id": "8adc", "name": "Mine", "currency": "USD", "timezone": "America/New_York", "status": "ACTIVE"}
    accounts = [{"sub_request_status": "SUCCESS", "adaccount": mine}]
    server.acts = [
        answer(orjson.dumps({"request_status": "SUCCESS", "organizations": two})),
        answer(orjson.dumps({"request_status": "ERROR", "error_code": "E3002"}), 403),
        answer(orjson.dumps({"request_status": "SUCCESS", "adaccounts": accounts})),
    ]

    assert [row.external_id for row in snapchat.fetch_accounts("token")] == ["8adc"]


LEAVES = (
    st.none() | st.booleans() | st.integers(0, 9999) | st.sampled_from(["", "x", "SUCCESS", "2026-11-01", "ERROR"])
)
WORDS = [
    "id", "status", "name", "request_status", "sub_request_status", "paging", "next_link", "campaigns", "campaign",
    "organizations", "organization", "adaccounts", "adaccount", "timeseries_stats", "timeseries_stat", "stats",
    "breakdown_stats", "timeseries", "start_time", "end_time", "impressions", "objective_v2_properties",
    "pixels", "pixel", "public_profiles", "public_profile", "spotlights", "spotlight", "created_at", "media",
]  # fmt: skip
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4)
)
SERIES = st.fixed_dictionaries({"id": LEAVES, "timeseries": st.lists(ANYTHING, max_size=2) | LEAVES})
REPORTS = st.fixed_dictionaries({
    "timeseries_stats": st.lists(
        st.fixed_dictionaries({
            "timeseries_stat": st.fixed_dictionaries({
                "breakdown_stats": st.fixed_dictionaries({"ad": st.lists(SERIES, max_size=2) | ANYTHING})
            })
        }), max_size=2,
    ),
    "campaigns": st.lists(st.fixed_dictionaries({"campaign": ANYTHING}), max_size=2),
    "adsquads": st.lists(st.fixed_dictionaries({"adsquad": ANYTHING}), max_size=2),
    "ads": st.lists(st.fixed_dictionaries({"ad": ANYTHING}), max_size=2),
    "organizations": st.lists(st.fixed_dictionaries({"organization": ANYTHING}), max_size=2),
    "pixels": st.lists(st.fixed_dictionaries({"pixel": ANYTHING}), max_size=2),
    "public_profiles": st.lists(st.fixed_dictionaries({"public_profile": ANYTHING}), max_size=2),
    "spotlights": st.lists(st.fixed_dictionaries({"spotlight": ANYTHING}), max_size=2),
    "saved_stories": st.lists(st.fixed_dictionaries({"saved_story": ANYTHING}), max_size=2),
})  # fmt: skip


@effort(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=ANYTHING | REPORTS)
def test_whatever_snapchat_writes_nothing_breaks(body, server, redis):
    server.acts = [answer(orjson.dumps(body))]

    for verb in (
        lambda: snapchat.fetch_accounts("token"),
        lambda: list(snapchat.fetch_entities(ACCOUNT)),
        lambda: list(snapchat.fetch_metrics(ACCOUNT, DAYS, Level.AD)),
        lambda: snapchat.apply_change(ACCOUNT, Change(Level.AD, "1", status=EntityStatus.PAUSED)),
        lambda: snapchat.create(ACCOUNT, LAUNCH, Level.CAMPAIGN, None),
        lambda: snapchat.create(ACCOUNT, LAUNCH, Level.AD_SET, "c1"),
        lambda: snapchat.fetch_profiles("token"),
        lambda: list(snapchat.fetch_posts(Profile("snapchat", "p1", "", "token"), MOMENT)),
    ):
        redis.flushall()
        with suppress(PlatformError, Missing):
            verb()


def test_a_token_lives_as_long_as_its_answer_says(snapchat_person, redis):
    redis.flushall()  # the calls of sign-in were made at another time
    with clock.stopped_at(MOMENT):
        fresh = snapchat_person.connector.refresh(snapchat_person.tokens)

    assert fresh.expires_at == MOMENT + timedelta(hours=1)
    assert fresh.refresh == snapchat_person.tokens.refresh
