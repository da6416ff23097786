"""What happened and is no alert, in a sentence for the org's people; each listener has its own.

A sentence names what it is about as it was called then, in the org's time zone. What has gone since is no news.
"""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.kinds import Severity, Trigger
from db.models import AdCampaign, Campaign, Integration, Org, SocialPost, SyncRun
from engine.connectors import connector
from engine.core.i18n import N_
from engine.core.work import Work
from engine.notifications import announce


def campaign_created(unit: Work, campaign_id: UUID) -> None:
    """One of our campaigns came to be."""
    if (row := unit.session.get(Campaign, (unit.org_id, campaign_id))) is None:
        return
    announce(
        unit,
        "campaign_created",
        Severity.INFO,
        N_("Campaign {campaign} was created."),
        key=f"campaign:{row.id}",
        campaign=row.name,
    )


def campaign_found(unit: Work, ad_campaign_id: UUID, *, others: int = 0) -> None:
    """Somebody made a campaign on the platform, and perhaps others beside it. What the first sync brings, and what
    we made, is no news.
    """
    if (row := unit.session.get(AdCampaign, (unit.org_id, ad_campaign_id))) is None:
        return
    integration = unit.find(Integration, row.integration_id)
    if row.campaign_id or integration.last_synced_at is None:
        return
    announce(
        unit,
        "campaign_found",
        Severity.INFO,
        N_("New campaigns appeared in {account} on {platform}: {campaign}, and {others} more.")
        if others
        else N_("A new campaign appeared in {account} on {platform}: {campaign}."),
        key=f"ad_campaign:{row.id}",
        campaign=row.name,
        others=others,
        account=integration.name,
        platform=connector(row.platform).PLATFORM.name,
    )


def post_scheduled(unit: Work, post_id: UUID) -> None:
    """A post got its moment, or another one."""
    row = unit.session.scalars(
        select(SocialPost).where(SocialPost.org_id == unit.org_id, SocialPost.id == post_id)
    ).one_or_none()
    if row is None or row.scheduled_for is None:
        return
    zone = unit.session.get_one(Org, unit.org_id).timezone
    announce(
        unit,
        "post_scheduled",
        Severity.INFO,
        N_("A post on {platform} is scheduled for {moment}."),
        key=f"post:{row.id}:{row.scheduled_for.isoformat()}",
        platform=connector(row.platform).PLATFORM.name,
        moment=f"{row.scheduled_for.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}",
    )


def account_connected(unit: Work, integration_id: UUID) -> None:
    """An account was connected or reconnected."""
    row = unit.find(Integration, integration_id)
    announce(
        unit,
        "integration_connected",
        Severity.INFO,
        N_("{account} on {platform} is connected. Its figures are on their way."),
        key=f"connected:{row.id}:{row.token_obtained_at}",
        account=row.name,
        platform=connector(row.platform).PLATFORM.name,
    )


def sync_completed(unit: Work, integration_id: UUID, run_id: UUID, *, recovered: bool) -> None:
    """The first figures of an account are here, or figures come again after they failed to. Others are routine."""
    if (run := unit.session.get(SyncRun, (unit.org_id, run_id))) is None:
        return
    if run.trigger == Trigger.CONNECT:
        sentence = N_("The first figures of {account} on {platform} are here.")
    elif recovered:
        sentence = N_("{account} on {platform} syncs again. Its figures are up to date.")
    else:
        return
    row = unit.find(Integration, integration_id)
    announce(
        unit,
        "sync_completed",
        Severity.INFO,
        sentence,
        key=f"synced:{run.id}",
        account=row.name,
        platform=connector(row.platform).PLATFORM.name,
    )
