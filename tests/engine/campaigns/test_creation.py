"""A campaign on six platforms: made paused, switched on together, and nothing at all where anything is wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.kinds import CampaignStatus, EntityStatus, Level, Phase
from db.models import Ad, AdCampaign, Campaign, Launch, OutboxEvent, SocialPost
from db.session import session
from engine import campaigns, entities
from engine.campaigns import launching, steps
from engine.connectors import PLATFORMS, connector
from engine.core import clock
from engine.core.errors import Invalid
from engine.core.i18n import speaking
from engine.core.work import work
from engine.integrations import account
from engine.staging import Source
from engine.tokens import mark_dead
from tests.studio import PICTURE, Studio

WITHOUT_PAUSE = ("twitter", Level.AD)


def refusal(studio: Studio, **order) -> dict[str, list[str]]:
    """What stands against the order, after it was tried."""
    with pytest.raises(Invalid) as no, work(studio.org.id) as unit:
        campaigns.create_campaign(unit, studio.order(**order))
    return no.value.fields


def said(headline: str, body: str = "b", *media: str) -> dict[str, object]:
    return {"headline": headline, "body": body, "url": "https://a.example", "media": list(media)}


def count(studio: Studio, model) -> int:
    with session(studio.org.id) as reader:
        return reader.execute(
            select(func.count()).select_from(model).where(model.org_id == studio.org.id)
        ).scalar_one()


def test_a_campaign_is_made_paused_on_all_six_platforms(studio):
    campaign_id = studio.made()

    row = studio.row(campaign_id)
    assert (row.phase, row.status) == (Phase.DONE, CampaignStatus.PAUSED)
    for platform in PLATFORMS:
        there = studio.there(platform)
        assert [len(rows) for rows in there.values()] == [1, 1, 1]
        for level, rows in there.items():
            expected = EntityStatus.ACTIVE if (platform, level) == WITHOUT_PAUSE else EntityStatus.PAUSED
            assert rows[0].status is expected, (platform, level)
    assert {part["external_id"] for part in studio.parts(campaign_id)} == {
        studio.there(platform)[Level.CAMPAIGN][0].external_id for platform in PLATFORMS
    }


def test_it_is_switched_on_everywhere_when_that_is_asked_for(studio):
    campaign_id = studio.made(activate=True)

    row, progress = studio.row(campaign_id), studio.progress(campaign_id)
    assert (row.phase, row.status) == (Phase.DONE, CampaignStatus.ACTIVE)
    assert (progress["percent"], progress["finished"]) == (100, True)
    for platform in PLATFORMS:
        assert {each.status for rows in studio.there(platform).values() for each in rows} == {EntityStatus.ACTIVE}


@pytest.mark.parametrize("alone", ["meta google"], indirect=True)
def test_nothing_is_switched_on_before_everything_is_there(alone):
    campaign_id = alone.create("meta", "google", activate=True)
    meta, _ = alone.parts(campaign_id)

    campaigns.advance(alone.org.id, meta["launch_id"])

    assert alone.progress(campaign_id)["platforms"][0]["waiting"]
    assert {row.status for rows in alone.there("meta").values() for row in rows} == {EntityStatus.PAUSED}


@pytest.mark.parametrize("alone", ["meta google"], indirect=True)
def test_it_is_told_once_that_it_has_come_to_be(alone):
    campaign_id = alone.made("meta", "google")

    with session(alone.org.id) as reader:
        told = [
            row.payload for row in reader.scalars(select(OutboxEvent).where(OutboxEvent.name == "CampaignCreated"))
        ]
    assert [fact["campaign_id"] for fact in told] == [str(campaign_id)]


def test_a_sync_that_comes_in_between_makes_no_second_row(alone, redis):
    campaign_id = alone.create("meta")
    (part,) = alone.parts(campaign_id)
    integration_id = alone.accounts["meta"]
    launch_id = part["launch_id"]
    task = steps.take(alone.org.id, launch_id)
    assert task
    called = account(alone.org.id, integration_id)
    made = connector("meta").create(called, task.plan, Level.CAMPAIGN, None)
    with work(alone.org.id) as unit:
        source = Source(integration_id, connector("meta").PLATFORM, called.currency)
        entities.store(unit.session, source, connector("meta").fetch_entities(called))

    redis.flushall()
    with clock.stopped_at(alone.later(60)):
        while launching.step(alone.org.id, launch_id):
            pass
    redis.flushall()

    assert [one["external_id"] for one in alone.parts(campaign_id)] == [made.external_id]
    assert len(alone.there("meta")[Level.CAMPAIGN]) == 1
    with session(alone.org.id) as reader:
        rows = reader.scalars(select(AdCampaign).where(AdCampaign.external_id == made.external_id)).all()
    assert [row.id for row in rows] == [launch.ad_campaign_id for launch in launches(alone, campaign_id)]


def launches(studio: Studio, campaign_id) -> list[Launch]:
    with session(studio.org.id) as reader:
        return list(reader.scalars(select(Launch).where(Launch.campaign_id == campaign_id)))


def test_everything_wrong_is_told_at_once_by_field_and_nothing_is_written(desk):
    yesterday = clock.today("Asia/Riyadh") - timedelta(days=1)
    before = count(desk, AdCampaign)

    fields = refusal(
        desk,
        name="x" * 256,
        total_budget=100,
        start_date=yesterday.isoformat(),
        end_date=yesterday.isoformat(),
        ads=[
            desk.ad("meta", budget=0),
            desk.ad("google", objective="awareness", targeting={"countries": ["Saudi"]}),
            desk.ad("tiktok", budget=10, name="Sale 🎉"),
            desk.ad("snapchat", creative={"headline": "x" * 35, "body": "b", "url": "shop", "media": []}),
            {"platform": "myspace", "budget": -1},
        ],
        content={"posts": [{"content": "Hello", "platforms": []}]},
        surprise=True,
    )

    assert set(fields) == {
        "name", "start_date", "end_date", "ads", "ads.0.budget", "ads.1.objective",
        "ads.1.targeting.countries", "ads.2.budget", "ads.2.name", "ads.3.creative.headline",
        "ads.3.creative.url", "ads.3.creative.media", "ads.4.platform", "ads.4.budget", "ads.4.creative",
        "ads.4.creative.headline", "ads.4.creative.body", "ads.4.creative.url",
        "content.posts.0.platforms", "surprise",
    }  # fmt: skip
    assert (count(desk, Campaign), count(desk, AdCampaign), count(desk, Launch)) == (0, before, 0)


@pytest.mark.parametrize("name", ["", "   ", "a\0b", "x" * 256, None, 7, "line\nbreak", "\ud800"])
def test_a_name_that_cannot_be_is_refused(desk, name):
    assert "name" in refusal(desk, name=name)


@pytest.mark.parametrize("name", ["تخفيضات رمضان", "x" * 255, "\u202bاليمين\u202c ثم left", "Sale 🎉"])
def test_any_other_name_reaches_the_platform_with_our_token_behind_it(alone, name):
    campaign_id = alone.made("meta", name=name)

    (row,) = alone.there("meta")[Level.CAMPAIGN]
    assert row.name.startswith(name[:200])
    assert alone.row(campaign_id).name == name


@pytest.mark.parametrize("amount", [0, -5, "0", 10**13, "nan", "1e999", True, "ten", 1.005, None, [], "١٢٣x"])
def test_an_amount_that_cannot_be_is_refused(desk, amount):
    assert {"total_budget", "ads.0.budget"} <= refusal(
        desk, total_budget=amount, ads=[desk.ad("meta", budget=amount)]
    ).keys()


@pytest.mark.parametrize(
    ("platform", "ad", "field"),
    [
        ("tiktok", {"budget": 20}, "budget"),
        ("linkedin", {"budget": 20}, "budget"),
        ("google", {"objective": "app"}, "objective"),
        ("google", {"creative": said("h" * 31)}, "creative.headline"),
        ("twitter", {"creative": said("h" * 200, "b" * 100)}, "creative.body"),
        ("tiktok", {"creative": said("h", "b 🎉", PICTURE)}, "creative.body"),
        ("snapchat", {"creative": said("h")}, "creative.media"),
        ("meta", {"integration_id": "not-an-id"}, "integration_id"),
        ("meta", {"integration_id": "01a21bd8-f0ad-74c0-84af-defd4798bfe3"}, "integration_id"),
        ("meta", {"targeting": {"countries": ["XX"]}}, "targeting.countries"),
        ("meta", {"targeting": "everyone"}, "targeting"),
        ("meta", {"creative": None}, "creative"),
    ],
)  # fmt: skip
def test_what_one_platform_would_not_take_is_told_by_its_field(desk, platform, ad, field):
    fields = refusal(desk, ads=[desk.ad("google"), desk.ad(platform, **ad)])

    assert f"ads.1.{field}" in fields


def test_an_account_in_another_currency_is_another_campaign(desk):
    assert set(refusal(desk, currency="USD")) == {f"ads.{place}.budget" for place in range(6)}


def test_declarations_are_the_platforms_to_take(desk):
    fields = refusal(desk, special_categories=["housing"], political=True)

    assert len(fields["special_categories"]) == 5
    assert len(fields["political"]) == 6


def test_a_dead_access_and_a_missing_account_are_told_before_anything_is_asked(alone):
    with work(alone.org.id) as unit:
        mark_dead(unit, alone.accounts["meta"], "revoked")

    assert set(refusal(alone, ads=[alone.ad("meta"), alone.ad("google")])) == {
        "ads.0.integration_id", "ads.1.platform",
    }  # fmt: skip


def test_it_is_told_in_the_readers_language(desk):
    with speaking("ar"):
        fields = refusal(desk, total_budget=-1)

    assert fields["total_budget"] == ["اكتب مبلغًا أكبر من الصفر."]


@pytest.mark.parametrize("alone", ["meta linkedin"], indirect=True)
def test_posts_are_kept_with_the_campaign(alone):
    soon = alone.later(3600).isoformat()
    posts = [
        {"content": "قريبًا", "platforms": ["meta", "linkedin"], "scheduled_for": soon},
        {"content": "x", "platforms": ["meta"]},
    ]

    campaign_id = alone.create("meta", content={"posts": posts})

    with session(alone.org.id) as reader:
        rows = reader.scalars(select(SocialPost).where(SocialPost.campaign_id == campaign_id)).all()
    assert sorted((row.platform, row.status) for row in rows) == [
        ("linkedin", "scheduled"), ("meta", "draft"), ("meta", "scheduled"),
    ]  # fmt: skip


def test_what_was_made_is_there_before_the_next_sync(alone):
    alone.made("meta")

    assert (count(alone, Launch), count(alone, Ad)) == (1, 1)
