"""A campaign that was taken back is tried again: all of it anew, and nothing of the last attempt mixed in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.kinds import CampaignStatus, EntityStatus, Level, Phase
from db.models import AdCampaign, Alert, AuditEntry, Launch
from db.session import session
from engine import campaigns
from engine.core import clock
from engine.core.errors import Conflict, Invalid
from engine.core.work import work
from tests.engine.campaigns.test_faults import GONE, go_on, living, orphaned, recover
from tests.studio import Studio
from tests.working import work_off

TWO = pytest.mark.parametrize("alone", ["meta tiktok"], indirect=True)
__all__ = ["orphaned"]


def retry(studio: Studio, campaign_id, version: int | None = None, **body) -> None:
    with work(studio.org.id) as unit:
        campaigns.retry_campaign(unit, campaign_id, body, version)


def markers(studio: Studio, campaign_id) -> set[str]:
    with session(studio.org.id) as reader:
        return set(reader.scalars(select(Launch.marker).where(Launch.campaign_id == campaign_id)))


@pytest.fixture
def failed(alone, redis):
    """TikTok took the campaign but not its ad, so that everything was taken back."""
    alone.sandbox.fault("tiktok", "permission", path="/ad/create", times=9)
    campaign_id = alone.made("meta", "tiktok", activate=True)
    go_on(alone, redis, campaign_id)
    recover(alone, redis)
    assert alone.row(campaign_id).phase == Phase.UNDONE
    return campaign_id


@TWO
def test_it_is_made_anew_and_what_is_left_of_the_last_attempt_stays_gone(alone, redis, failed):
    before = markers(alone, failed)
    old = {platform: alone.there(platform)[Level.CAMPAIGN] for platform in ("meta", "tiktok")}

    retry(alone, failed, 1)
    assert (alone.row(failed).phase, alone.row(failed).status) == (Phase.CREATING, CampaignStatus.DRAFT)
    work_off()
    go_on(alone, redis, failed)

    row = alone.row(failed)
    assert (row.phase, row.status, row.version) == (Phase.DONE, CampaignStatus.ACTIVE, 2)
    assert len(markers(alone, failed)) == 2
    assert not markers(alone, failed) & before
    for platform, gone in old.items():
        assert living(alone, platform)[0] == 1  # what stood below the other goes with it
        again = {each.external_id: each.status for each in alone.there(platform)[Level.CAMPAIGN]}
        assert {again[each.external_id] for each in gone} <= GONE
        [fresh] = [each for each, status in again.items() if status is EntityStatus.ACTIVE]
        assert fresh in {part["external_id"] for part in alone.parts(failed)}
    with session(alone.org.id) as reader:
        ours = reader.scalars(select(AdCampaign.external_id).where(AdCampaign.campaign_id == failed)).all()
        alert = reader.scalars(select(Alert).where(Alert.dedupe_key == f"campaign:{failed}")).one()
        told = reader.scalars(select(AuditEntry).where(AuditEntry.action == "campaign_retried")).one()
    assert set(ours) == {part["external_id"] for part in alone.parts(failed)}
    assert alert.resolved_at
    assert {one["marker"] for one in told.detail["before"]} == before
    [earlier] = campaigns.earlier_attempts(alone.org.id, str(failed))
    ended = {one["platform"]: one for one in earlier["platforms"]}
    assert {one["phase"] for one in ended.values()} == {Phase.UNDONE}
    there = {each.external_id for gone in old.values() for each in gone}
    assert {one["external_id"] for one in ended.values()} == there
    assert ended["tiktok"]["error"]
    assert earlier["ended_at"] <= earlier["retried_at"]


@TWO
def test_days_that_have_passed_are_named_and_may_be_others(alone, redis, failed):
    first, last = alone.row(failed).start_date, alone.row(failed).end_date
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        with pytest.raises(Invalid) as no:
            retry(alone, failed)
        assert {"start_date", "end_date"} <= set(no.value.fields)
    assert campaigns.earlier_attempts(alone.org.id, str(failed)) == []
    with pytest.raises(Invalid) as no:
        retry(alone, failed, start_date="soon", colour="red")
    assert set(no.value.fields) == {"start_date", "colour"}
    assert (alone.row(failed).phase, alone.row(failed).version) == (Phase.UNDONE, 1)

    retry(alone, failed, start_date=str(first + timedelta(days=1)), end_date=str(last + timedelta(days=7)))
    work_off()
    go_on(alone, redis, failed)

    row = alone.row(failed)
    assert (row.phase, row.start_date, row.end_date) == (
        Phase.DONE, first + timedelta(days=1), last + timedelta(days=7),
    )  # fmt: skip
    assert [part["drift"] for part in alone.parts(failed)] == [[], []]


@TWO
def test_what_was_left_behind_is_decided_first(alone, redis, orphaned):
    with pytest.raises(Conflict, match="left behind"):
        retry(alone, orphaned)

    with work(alone.org.id) as unit:
        campaigns.adopt(unit, campaigns.list_orphans(alone.org.id)[0]["launch_id"])
    retry(alone, orphaned)
    work_off()
    go_on(alone, redis, orphaned)

    assert alone.row(orphaned).phase == Phase.DONE
    assert living(alone, "meta") == [2, 2, 2]  # the adopted one is a campaign of its account
    assert len(alone.parts(orphaned)) == 2


def test_only_what_failed_is_tried_again(alone):
    campaign_id = alone.made("meta")

    with pytest.raises(Conflict, match="taken back"):
        retry(alone, campaign_id)
    with pytest.raises(Conflict, match="version 1"):
        retry(alone, campaign_id, 7)

    assert living(alone, "meta") == [1, 1, 1]
