"""Attempts at making a campaign that were tried again. Their rows go, so the audit log keeps how they ended."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.kinds import Phase
from db.models import AdCampaign, AuditEntry, Campaign, Launch
from db.session import tenant
from engine.campaigns.shapes import PHASES
from engine.core.cache import cached_read
from engine.core.errors import Missing, told
from engine.core.i18n import t
from engine.core.work import Work

RETRIED = "campaign_retried"


def note_attempt(unit: Work, campaign: Campaign, launches: Sequence[Launch]) -> None:
    """Write down how the last attempt ended on each platform, before its rows go."""
    wanted = [row.ad_campaign_id for row in launches]
    found = select(AdCampaign.id, AdCampaign.external_id).where(
        AdCampaign.org_id == unit.org_id, AdCampaign.id.in_(wanted)
    )
    ids = {row.id: row.external_id for row in unit.session.execute(found)}
    unit.audit(
        RETRIED,
        campaign.id,
        before=[
            {
                "launch_id": str(row.id),
                "platform": row.platform,
                "marker": row.marker,
                "phase": row.phase,
                "external_id": ids[row.ad_campaign_id],
                "error": row.error,
                "ended_at": row.updated_at.isoformat(),
            }
            for row in launches
        ],
    )


@cached_read("campaigns", "plans")
def earlier_attempts(session: Session, campaign_id: str) -> list[dict[str, Any]]:
    """The newest first: `{ended_at, retried_at, by, platforms: [{platform, phase, state, external_id, error}]}`.

    `ended_at` is None, and so are ids and errors, of attempts from before these were kept.
    """
    campaign = session.get(Campaign, (tenant(session), UUID(campaign_id)))
    if campaign is None:
        raise Missing
    rows = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.org_id == campaign.org_id,
            AuditEntry.created_at >= campaign.created_at,
            AuditEntry.action == RETRIED,
            AuditEntry.target == campaign_id,
        )
        .order_by(AuditEntry.created_at.desc())
    )
    return [_attempt(row) for row in rows]


def _attempt(row: AuditEntry) -> dict[str, Any]:
    parts = row.detail["before"]
    return {
        "ended_at": max((part["ended_at"] for part in parts if part.get("ended_at")), default=None),
        "retried_at": row.created_at.isoformat(),
        "by": row.actor,
        "platforms": [_part(part) for part in parts],
    }


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "platform": part["platform"],
        "phase": part["phase"],
        "state": t(PHASES[Phase(part["phase"])]),
        "external_id": part.get("external_id"),
        "error": told(part["error"]) if part.get("error") else None,
    }
