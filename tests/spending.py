"""A connected account in which a campaign has nearly spent its budget, and what its platform says of it."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from db.kinds import EntityStatus, Level
from db.models import AdCampaign, MetricRollup
from db.session import session
from engine.connectors import connector
from engine.integrations import account
from tests.accounts import Connected, connect_account
from tests.control import Control
from tests.working import work_off

BUSIEST = {
    "meta": "238001100000101",
    "google": "7710000101",
    "tiktok": "7301000000000000101",
    "linkedin": "512000101",
    "twitter": "18ce54d4x5t",
    "snapchat": "8adc3db7-8148-4fbf-999c-8d2266369d01",
}


def listed(sandbox: Control, platform: str) -> Connected:
    """A connected account whose first sync is done, and nothing waits."""
    connected = connect_account(sandbox, BUSIEST[platform], platform)
    work_off()
    assert connected.integration().last_synced_at
    return connected


def used(connected: Connected, share: float, *, days: int = 3) -> UUID:
    """One of its running campaigns, with a lifetime budget of which so much is spent since some days ago."""
    since = connected.today() - timedelta(days=days)
    with session(connected.org_id) as writer:
        row = writer.scalars(
            select(AdCampaign)
            .where(AdCampaign.status == EntityStatus.ACTIVE, AdCampaign.deleted_at.is_(None))
            .order_by(AdCampaign.name)
        ).first()
        assert row
        spent = writer.scalar(
            select(func.sum(MetricRollup.spend_micros)).where(
                MetricRollup.ad_campaign_id == row.id, MetricRollup.date >= since
            )
        )
        assert spent
        row.lifetime_budget_micros, row.daily_budget_micros, row.ends_at = round(float(spent) / share), None, None
        row.starts_at = datetime.combine(since, time(12), ZoneInfo(connected.timezone))
        campaign_id = row.id
        writer.commit()
    return campaign_id


def on_platform(connected: Connected, campaign_id: UUID) -> EntityStatus:
    """What the platform itself says."""
    external_id = stored(connected, campaign_id).external_id
    called = account(connected.org_id, connected.integration_id)
    found = (row for row in connector(connected.platform).fetch_entities(called) if row.level is Level.CAMPAIGN)
    return next(row.status for row in found if row.external_id == external_id)


def stored(connected: Connected, campaign_id: UUID) -> AdCampaign:
    """The campaign as we have it."""
    with session(connected.org_id) as reader:
        return reader.get_one(AdCampaign, (connected.org_id, campaign_id))
