"""Platforms that fail in the middle: never two of anything, all or nobody, and the truth about what is left."""

import pytest
from sqlalchemy import select

from db.kinds import CampaignStatus, EntityStatus, Level, Phase
from db.models import AdCampaign, Alert, OutboxDelivery
from db.session import session
from engine import campaigns
from engine.campaigns import launching, phases, steps
from engine.connectors import PLATFORMS, connector
from engine.core import clock
from engine.core.errors import Conflict
from engine.core.work import work
from engine.integrations import account
from tests.studio import HALF_MINUTE, Studio
from tests.working import work_off

GONE = {EntityStatus.ARCHIVED, EntityStatus.REMOVED}
LEVELS = (Level.CAMPAIGN, Level.AD_SET, Level.AD)
PATHS = {
    "meta": ("/campaigns", "/adsets", "/ads"),
    "google": (":mutate", ":mutate", ":mutate"),
    "tiktok": ("/campaign/create", "/adgroup/create", "/ad/create"),
    "snapchat": ("/campaigns", "/adsquads", "/ads"),
    "linkedin": ("/adCampaignGroups", "/adCampaigns", "/creatives"),
    "twitter": ("/campaigns", "/line_items", "/promoted_tweets"),
}


def recover(studio: Studio, redis) -> None:
    """The platforms are well again, and every gate that trouble had closed is open."""
    studio.sandbox.http.delete("/faults")
    redis.flushall()


def go_on(studio: Studio, redis, campaign_id) -> None:
    """Let half minutes pass until nothing more happens."""
    redis.flushall()
    studio.settle(campaign_id)


def living(studio: Studio, platform: str) -> list[int]:
    return [sum(row.status not in GONE for row in rows) for rows in studio.there(platform).values()]


LOST = [("500_after_effect", 0), ("500_after_effect", 1), ("500_after_effect", 2), ("garbage", 0), ("500", 1)]


@pytest.mark.parametrize(("kind", "place"), LOST)
@pytest.mark.parametrize("alone", PLATFORMS, indirect=True)
def test_an_answer_that_is_lost_makes_nothing_twice(alone, redis, place, kind):
    (platform,) = alone.accounts
    campaign_id = alone.create(platform, activate=True)
    (part,) = alone.parts(campaign_id)
    while alone.progress(campaign_id)["platforms"][0]["done"] < place:
        launching.step(alone.org.id, part["launch_id"])
        redis.flushall()  # a platform that throttles us is asked again at once

    alone.sandbox.fault(platform, kind, path=PATHS[platform][place])
    while alone.sandbox.get("/faults")["faults"]:
        redis.flushall()
        campaigns.advance(alone.org.id, part["launch_id"])
    go_on(alone, redis, campaign_id)

    assert living(alone, platform) == [1, 1, 1]
    assert (alone.row(campaign_id).phase, alone.row(campaign_id).status) == (Phase.DONE, CampaignStatus.ACTIVE)
    made = {step["level"]: step for step in alone.progress(campaign_id)["platforms"][0]["steps"]}
    assert made[LEVELS[place]]["state"] == "done"


def test_a_worker_that_dies_after_the_effect_is_followed_by_one_that_looks(alone, redis):
    campaign_id = alone.create("meta")
    (part,) = alone.parts(campaign_id)
    task = steps.take(alone.org.id, part["launch_id"])
    assert task
    connector("meta").create(account(alone.org.id, task.integration_id), task.plan, task.level, task.parent_id)

    with clock.stopped_at(alone.later(HALF_MINUTE)):
        campaigns.take_up()
    with session(alone.org.id) as reader:
        jobs = reader.scalars(select(OutboxDelivery.args).where(OutboxDelivery.target == phases.JOB)).all()
    assert jobs.count([part["launch_id"]]) == 2  # the first one died with its worker
    campaigns.advance(alone.org.id, part["launch_id"])

    assert living(alone, "meta") == [1, 1, 1]
    steps_of = alone.progress(campaign_id)["platforms"][0]["steps"]
    assert [step["found"] for step in steps_of] == [True, False, False]


def test_one_refusal_takes_everything_back_everywhere(studio, redis):
    studio.sandbox.fault("tiktok", "permission", path="/ad/create", times=9)
    campaign_id = studio.made(activate=True)
    go_on(studio, redis, campaign_id)

    row, progress = studio.row(campaign_id), studio.progress(campaign_id)
    assert (row.phase, row.status) == (Phase.UNDONE, CampaignStatus.DRAFT)
    assert {platform["phase"] for platform in progress["platforms"]} == {Phase.UNDONE}
    told = {platform["platform"]: platform["error"] for platform in progress["platforms"]}
    assert [platform for platform, error in told.items() if error] == ["tiktok"]
    for platform in PLATFORMS:
        assert {each.status for each in studio.there(platform)[Level.CAMPAIGN]} <= GONE
    assert campaigns.list_orphans(studio.org.id) == []
    with session(studio.org.id) as reader:
        assert reader.scalars(select(Alert.kind).where(Alert.dedupe_key == f"campaign:{campaign_id}")).all() == [
            "campaign_failed"
        ]
        assert EntityStatus.ACTIVE not in reader.scalars(
            select(AdCampaign.status).where(AdCampaign.campaign_id == campaign_id)
        )


@pytest.mark.parametrize("alone", ["meta google"], indirect=True)
def test_a_refusal_while_it_is_switched_on_switches_nobody_on(alone, redis):
    campaign_id = alone.create("meta", "google", activate=True)
    for part in alone.parts(campaign_id):
        for _ in LEVELS:
            launching.step(alone.org.id, part["launch_id"])
    google = alone.there("google")[Level.CAMPAIGN][0].external_id
    alone.sandbox.fault("google", "permission", path="/campaigns:mutate", times=1)
    work_off()
    go_on(alone, redis, campaign_id)

    assert alone.row(campaign_id).phase == Phase.UNDONE, google
    for platform in ("meta", "google"):
        assert {each.status for each in alone.there(platform)[Level.CAMPAIGN]} <= GONE


TWO = pytest.mark.parametrize("alone", ["meta tiktok"], indirect=True)


@pytest.fixture
def orphaned(alone, redis):
    """Meta has taken its part and will not give it back; TikTok takes nothing."""
    campaign_id = alone.create("meta", "tiktok")
    meta, _ = alone.parts(campaign_id)
    campaigns.advance(alone.org.id, meta["launch_id"])
    external_id = alone.there("meta")[Level.CAMPAIGN][0].external_id
    alone.sandbox.fault("tiktok", "permission", path="/campaign/create", times=9)
    alone.sandbox.fault("meta", "permission", path=f"/{external_id}", times=9)
    work_off()
    recover(alone, redis)
    return campaign_id


@TWO
def test_what_cannot_be_taken_back_waits_on_the_list(alone, orphaned):
    (one,) = campaigns.list_orphans(alone.org.id)

    assert (one["platform"], one["campaign_id"]) == ("meta", str(orphaned))
    assert one["error"]
    assert alone.row(orphaned).phase == Phase.UNDONE
    assert living(alone, "meta") == [1, 1, 1]


@TWO
def test_an_orphan_is_deleted_once_the_platform_lets_us(alone, orphaned):
    (one,) = campaigns.list_orphans(alone.org.id)
    with work(alone.org.id) as unit:
        campaigns.delete(unit, one["launch_id"])
    work_off()

    assert campaigns.list_orphans(alone.org.id) == []
    assert {row.status for row in alone.there("meta")[Level.CAMPAIGN]} <= GONE
    assert alone.row(orphaned).phase == Phase.UNDONE


@TWO
def test_an_orphan_is_adopted_and_no_part_of_ours_any_more(alone, orphaned):
    (one,) = campaigns.list_orphans(alone.org.id)
    with work(alone.org.id) as unit:
        campaigns.adopt(unit, one["launch_id"])

    assert campaigns.list_orphans(alone.org.id) == []
    with session(alone.org.id) as reader:
        row = reader.get_one(AdCampaign, (alone.org.id, one["id"]))
        assert (row.campaign_id, row.status) == (None, EntityStatus.PAUSED)
    with pytest.raises(Conflict), work(alone.org.id) as unit:
        campaigns.delete(unit, one["launch_id"])


@pytest.mark.parametrize("alone", ["linkedin"], indirect=True)
def test_a_token_that_dies_in_the_middle_leaves_an_orphan_and_an_alert(alone, redis):
    campaign_id = alone.create("linkedin")
    (part,) = alone.parts(campaign_id)
    assert launching.step(alone.org.id, part["launch_id"])
    alone.sandbox.post("/tokens", platform="linkedin", action="revoke")
    work_off()
    go_on(alone, redis, campaign_id)

    assert [one["platform"] for one in campaigns.list_orphans(alone.org.id)] == ["linkedin"]
    with session(alone.org.id) as reader:
        kinds = set(reader.scalars(select(Alert.kind)))
    assert {"token_expired", "campaign_failed", "campaign_orphaned"} <= kinds


def test_a_throttled_platform_is_asked_again_later(alone, redis):
    alone.sandbox.fault("meta", "throttle", path="/campaigns", times=1)
    campaign_id = alone.create("meta")
    work_off()

    waiting = alone.progress(campaign_id)["platforms"][0]
    assert (waiting["phase"], waiting["done"]) == (Phase.CREATING, 0)
    assert waiting["error"]
    assert waiting["tries_again_at"]

    go_on(alone, redis, campaign_id)
    assert living(alone, "meta") == [1, 1, 1]
    assert alone.row(campaign_id).phase == Phase.DONE
