"""Real workers killed around every kind of step of a campaign on six platforms: one of each there, or nothing."""

from pathlib import Path
from uuid import UUID

import pytest

from db.kinds import CampaignStatus, EntityStatus, Level, Phase
from engine import campaigns
from engine.connectors import PLATFORMS
from engine.core import clock
from engine.core.queue import queue
from tests.factories import make_rate
from tests.jobs.doomed import doomed
from tests.studio import Studio, open_studio
from tests.waiting import eventually

MADE = "engine.campaigns.steps.record"  # the platform has it, and we have not noted it
GONE = {EntityStatus.ARCHIVED, EntityStatus.REMOVED}
MAKING = [
    "engine.connectors.meta.create campaign",  # noted, and not asked for yet
    f"{MADE} google campaign",
    f"{MADE} tiktok ad_set",
    f"{MADE} snapchat ad",
    f"{MADE} linkedin ad_set",
    "engine.connectors.twitter.creates._target",  # an ad set of which one piece is there
    "engine.campaigns.phases._go_on",  # all have arrived, and nobody goes on
    f"{MADE} tiktok switch_on ad_set",
    "engine.campaigns.looking.read meta",  # switched on, and not looked at
]
UNDOING = [
    "engine.campaigns.phases.turn_round",  # refused, and nobody knows
    "engine.campaigns.launching._remove google",
    "engine.campaigns.looking.read snapchat",  # taken away, and not looked at
    f"{MADE} meta undo",
    "engine.campaigns.phases.orphan",  # would not be given back, and nobody knows
    "engine.campaigns.phases._end_undone",
]


@pytest.fixture
def studio(database, redis, sandbox) -> Studio:
    make_rate(database.owner_dsn, clock.today(), USD=1.08, SAR=4.05)
    opened = open_studio(sandbox)
    redis.flushall()  # the first syncs are somebody else's story
    return opened


def live_through(studio: Studio, campaign_id: UUID, points: list[str], log: Path) -> None:
    """Let workers be killed at all of these points, and living ones end what is left."""
    with doomed(log, points) as dead:

        def over() -> bool:
            if not queue("priority").count:
                studio.pass_time(campaign_id)
            return dead() == len(points) and studio.progress(campaign_id)["finished"]

        eventually(over, timeout_s=240, every_s=0.2)


def test_workers_killed_while_a_campaign_is_made_leave_one_of_everything_running(studio, tmp_path):
    campaign_id = studio.create(activate=True)

    live_through(studio, campaign_id, MAKING, tmp_path / "doomed.log")

    row = studio.row(campaign_id)
    assert (row.phase, row.status) == (Phase.DONE, CampaignStatus.ACTIVE)
    for platform in PLATFORMS:
        there = studio.there(platform)
        assert [sum(row.status not in GONE for row in rows) for rows in there.values()] == [1, 1, 1], platform
        assert {row.status for rows in there.values() for row in rows} - GONE == {EntityStatus.ACTIVE}, platform
        assert len(there[Level.CAMPAIGN]) == 1, platform


def test_workers_killed_while_it_is_taken_back_leave_nothing_that_is_not_on_the_list(studio, tmp_path):
    studio.sandbox.fault("linkedin", "permission", path="/creatives", times=99)
    studio.sandbox.fault("tiktok", "permission", path="/campaign/status/update", times=99)
    campaign_id = studio.create(activate=True)

    live_through(studio, campaign_id, UNDOING, tmp_path / "doomed.log")
    studio.sandbox.http.delete("/faults")

    row = studio.row(campaign_id)
    assert (row.phase, row.status) == (Phase.UNDONE, CampaignStatus.DRAFT)
    phases = {one["platform"]: one["phase"] for one in studio.progress(campaign_id)["platforms"]}
    assert phases == dict.fromkeys(PLATFORMS, Phase.UNDONE) | {"tiktok": Phase.ORPHANED}
    left = [
        (platform, one.external_id)
        for platform in PLATFORMS
        for one in studio.there(platform)[Level.CAMPAIGN]
        if one.status not in GONE
    ]
    assert left == [(one["platform"], one["external_id"]) for one in campaigns.list_orphans(studio.org.id)]
    assert [platform for platform, _ in left] == ["tiktok"]
