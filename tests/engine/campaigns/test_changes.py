"""Changing a campaign that runs: on every platform, read back, told when refused, never over somebody's head."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from uuid_utils.compat import uuid7

from db.kinds import CampaignStatus, DataType, EntityStatus, Level, Phase, Trigger
from db.models import BudgetCrossing, BudgetPause
from engine import budgets, campaigns, syncs
from engine.campaigns.edits import shares
from engine.connectors import PLATFORMS, connector, flights
from engine.core import clock
from engine.core.errors import Conflict, Invalid
from engine.core.work import work
from engine.integrations import account
from tests.engine.campaigns.test_faults import go_on
from tests.factories import insert
from tests.studio import Studio
from tests.working import work_off

GONE = {EntityStatus.ARCHIVED, EntityStatus.REMOVED}


def change(studio: Studio, campaign_id, version: int | None = None, **body) -> None:
    with work(studio.org.id) as unit:
        campaigns.change_campaign(unit, campaign_id, body, version)


def sync(studio: Studio, platform: str) -> None:
    with work(studio.org.id) as unit:
        syncs.request(unit, studio.accounts[platform], DataType.CAMPAIGNS, Trigger.MANUAL)
    work_off()


def test_name_budget_and_status_reach_all_six_platforms(studio, redis):
    campaign_id = studio.made(activate=True)

    change(studio, campaign_id, 1, name="عروض العيد", total_budget=18000, status="paused")
    work_off()
    go_on(studio, redis, campaign_id)

    row = studio.row(campaign_id)
    assert (row.version, row.status, row.name) == (2, CampaignStatus.PAUSED, "عروض العيد")
    for platform in PLATFORMS:
        there = studio.there(platform)
        campaign, money = there[Level.CAMPAIGN][0], there[connector(platform).LIMITS.money_at][0]
        assert campaign.name.startswith("عروض العيد ["), platform
        assert (campaign.status, money.lifetime_budget_micros) == (EntityStatus.PAUSED, 3000 * 10**6), platform
    assert [part["drift"] for part in studio.parts(campaign_id)] == [[]] * 6


def ahead(days: int) -> date:
    return clock.today("Asia/Riyadh") + timedelta(days=days)


def dates(studio: Studio, platform: str) -> set[tuple[date | None, date | None]]:
    """First and last day as the platform has them, at every level that keeps them."""
    zone, there = ZoneInfo(account(studio.org.id, studio.accounts[platform]).timezone), studio.there(platform)
    rows = [there[level][0] for level in connector(platform).LIMITS.dates_at]
    return {(flights.first_day(row.starts_at, zone), flights.last_day(row.ends_at, zone)) for row in rows}


def test_other_dates_reach_all_six_platforms(studio, redis):
    campaign_id = studio.made()

    change(studio, campaign_id, start_date=str(ahead(5)), end_date=str(ahead(30)))
    work_off()
    go_on(studio, redis, campaign_id)
    assert [dates(studio, platform) for platform in PLATFORMS] == [{(ahead(5), ahead(30))}] * 6

    change(studio, campaign_id, end_date=str(ahead(8)), status="active")
    work_off()
    go_on(studio, redis, campaign_id)
    assert [dates(studio, platform) for platform in PLATFORMS] == [{(ahead(5), ahead(8))}] * 6
    row = studio.row(campaign_id)
    assert (row.start_date, row.end_date, row.status) == (ahead(5), ahead(8), CampaignStatus.ACTIVE)
    assert [(part["error"], part["drift"]) for part in studio.parts(campaign_id)] == [(None, [])] * 6


def test_what_has_begun_keeps_its_first_day(alone):
    campaign_id = alone.made("meta", start_date=str(ahead(0)))

    with pytest.raises(Invalid) as no:
        change(alone, campaign_id, start_date=str(ahead(1)))
    assert set(no.value.fields) == {"start_date"}

    change(alone, campaign_id, start_date=str(ahead(0)), end_date=str(ahead(3)))
    assert alone.row(campaign_id).end_date == ahead(3)


@pytest.mark.parametrize("alone", ["meta tiktok"], indirect=True)
def test_other_dates_from_outside_are_seen_and_kept_or_restored(alone, redis):
    campaign_id = alone.made("meta", "tiktok")
    for platform, level in (("meta", Level.CAMPAIGN), ("tiktok", Level.AD_SET)):
        entity = alone.there(platform)[level][0].external_id
        alone.sandbox.post("/changes", platform=platform, entity_id=entity, ends_on=str(ahead(9)))
        sync(alone, platform)
    last = alone.row(campaign_id).end_date
    seen = [
        [(one["field"], one["ours"], one["theirs"]) for one in part["drift"]] for part in alone.parts(campaign_id)
    ]
    assert seen == [[("ends_on", str(last), str(ahead(9)))]] * 2

    with work(alone.org.id) as unit:
        campaigns.restore_ours(unit, UUID(alone.parts(campaign_id)[0]["launch_id"]))
    work_off()
    go_on(alone, redis, campaign_id)
    assert {end for _, end in dates(alone, "meta")} == {last}

    with work(alone.org.id) as unit:
        campaigns.keep_theirs(unit, UUID(alone.parts(campaign_id)[1]["launch_id"]))
    assert [part["drift"] for part in alone.parts(campaign_id)] == [[], []]
    assert alone.row(campaign_id).end_date == last  # Meta still runs until then


def test_it_goes_on_and_ends_in_the_archive(studio, redis):
    campaign_id = studio.made()

    change(studio, campaign_id, status="active")
    work_off()
    go_on(studio, redis, campaign_id)
    assert studio.row(campaign_id).status == CampaignStatus.ACTIVE
    for platform in PLATFORMS:
        rows = [row for rows in studio.there(platform).values() for row in rows]
        assert {row.status for row in rows} == {EntityStatus.ACTIVE}, platform

    change(studio, campaign_id, status="completed")
    work_off()
    go_on(studio, redis, campaign_id)
    assert studio.row(campaign_id).status == CampaignStatus.COMPLETED
    assert [part["drift"] for part in studio.parts(campaign_id)] == [[]] * 6
    for platform in PLATFORMS:
        assert studio.there(platform)[Level.CAMPAIGN][0].status is EntityStatus.PAUSED, platform

    change(studio, campaign_id, status="archived")
    work_off()
    go_on(studio, redis, campaign_id)
    assert studio.row(campaign_id).status == CampaignStatus.ARCHIVED
    for platform in PLATFORMS:
        assert studio.there(platform)[Level.CAMPAIGN][0].status in GONE, platform
    with pytest.raises(Conflict):
        change(studio, campaign_id, status="active")


def test_a_pause_of_the_budget_guard_is_nobodys_change_from_outside(alone, redis):
    campaign_id = alone.made("meta", activate=True)
    [part] = alone.parts(campaign_id)
    crossing = BudgetCrossing(org_id=alone.org.id, id=uuid7(), ad_campaign_id=UUID(part["id"]), threshold=100,
                              period=clock.today(), spent_micros=1, budget_micros=1, currency="SAR")  # fmt: skip
    pause = BudgetPause(org_id=alone.org.id, id=uuid7(), ad_campaign_id=UUID(part["id"]), crossing_id=crossing.id)
    insert(alone.org.id, crossing, pause)
    redis.flushall()

    budgets.pause(alone.org.id, pause.id)

    assert alone.there("meta")[Level.CAMPAIGN][0].status == EntityStatus.PAUSED
    assert alone.parts(campaign_id)[0]["drift"] == []


def test_of_two_at_once_the_second_is_told_and_overwrites_nothing(alone):
    campaign_id = alone.made("meta")
    change(alone, campaign_id, 1, name="First")

    with pytest.raises(Conflict, match="version 2"):
        change(alone, campaign_id, 1, name="Second")

    assert alone.row(campaign_id).name == "First"


def test_a_campaign_that_is_being_made_is_left_alone(alone):
    campaign_id = alone.create("meta")

    with pytest.raises(Conflict):
        change(alone, campaign_id, name="Too early")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"name"}),
        ({"name": ""}, {"name"}),
        ({"name": "a\0"}, {"name"}),
        ({"status": "draft"}, {"status"}),
        ({"total_budget": 0}, {"total_budget"}),
        ({"total_budget": 0.5}, {"total_budget"}),
        ({"end_date": "2020-01-01"}, {"end_date"}),
        ({"end_date": "31.12.2030"}, {"end_date"}),
        ({"end_date": None}, {"end_date"}),
        ({"start_date": "2020-01-01"}, {"start_date"}),
        ({"start_date": "2130-01-01"}, {"start_date"}),
        ({"start_date": "2130-01-02", "end_date": "2130-01-02"}, {"end_date"}),
        ({"end_date": "2130-01-01"}, {"end_date"}),  # two thousand for a hundred years
        ({"ads": []}, {"ads"}),
        ({"total_budget": "x", "status": "asleep", "colour": 1}, {"total_budget", "status", "colour"}),
    ],
)
def test_a_change_that_cannot_be_names_its_fields_and_changes_nothing(alone, body, fields):
    campaign_id = alone.made("meta")

    with pytest.raises(Invalid) as no:
        change(alone, campaign_id, **body)

    assert set(no.value.fields) == fields
    assert alone.row(campaign_id).version == 1


def test_a_platform_that_refuses_runs_on_and_says_so(alone, redis):
    campaign_id = alone.made("meta", activate=True)
    external_id = alone.parts(campaign_id)[0]["external_id"]
    alone.sandbox.fault("meta", "permission", path=f"/{external_id}", times=9)

    change(alone, campaign_id, status="paused")
    work_off()
    go_on(alone, redis, campaign_id)

    row, (part,) = alone.row(campaign_id), alone.parts(campaign_id)
    assert (row.status, row.wanted_status, part["phase"]) == ("active", "paused", Phase.DONE)
    assert part["error"]
    assert [(one["field"], one["ours"], one["theirs"]) for one in part["drift"]] == [
        ("status", "paused", "active")
    ]


def test_what_somebody_changes_in_the_ad_manager_is_seen_and_kept_or_restored(alone, redis):
    campaign_id = alone.made("meta", activate=True)
    (part,) = alone.parts(campaign_id)
    alone.sandbox.post("/changes", platform="meta", entity_id=part["external_id"], status="paused")
    sync(alone, "meta")
    (part,) = alone.parts(campaign_id)
    assert [(one["field"], one["theirs"]) for one in part["drift"]] == [("status", "paused")]
    assert alone.row(campaign_id).status == CampaignStatus.PAUSED

    with work(alone.org.id) as unit:
        campaigns.restore_ours(unit, part["launch_id"])
    work_off()
    go_on(alone, redis, campaign_id)
    assert alone.there("meta")[Level.CAMPAIGN][0].status is EntityStatus.ACTIVE
    assert alone.parts(campaign_id)[0]["drift"] == []

    alone.sandbox.post("/changes", platform="meta", entity_id=part["external_id"], status="paused")
    sync(alone, "meta")
    with work(alone.org.id) as unit:
        campaigns.keep_theirs(unit, part["launch_id"])
    assert alone.parts(campaign_id)[0]["drift"] == []
    assert alone.row(campaign_id).status == CampaignStatus.PAUSED


@pytest.mark.parametrize("total", [6000, 6001, 5999.99, 17, 100_000])
def test_another_total_is_split_as_before_and_never_adds_up_to_more(alone, total):
    ads = [alone.ad("meta", budget=amount) for amount in (1000, 1999.99, 3000.01)]
    campaign_id = alone.create(total_budget=8000, ads=ads)
    with work(alone.org.id) as unit:
        from engine.campaigns.phases import launches_of

        row = alone.row(campaign_id)
        split = shares(row, launches_of(unit, row), int(total * 10**6))

    assert sum(split) <= total * 10**6
    assert all(
        abs(share - total * 10**6 * part / 8000) <= 20_000
        for share, part in zip(split, (1000, 1999.99, 3000.01), strict=True)
    )
