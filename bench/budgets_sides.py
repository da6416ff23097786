"""The part of the budget benchmark that runs as the product: in its environment, against its services."""

import json
import subprocess
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from bench.syncs_sides import connected, control, idle, until, worker
from db import migrate
from db.kinds import DataType, EntityStatus, Level, PauseStatus, Trigger
from db.models import AdCampaign, BudgetPause, Integration
from db.session import session
from engine import syncs
from engine.connectors import PLATFORMS, connector
from engine.core.work import work
from engine.integrations import account

WORKERS = 2
EACH = 3  # campaigns of every account
HOUR_S = 3600

_SPENT = text("""
    SELECT ad_campaign_id, sum(spend_micros) FROM metric_rollups
    WHERE org_id = :org_id AND date >= :since GROUP BY 1""")


def main() -> None:
    """Let budgets run out at the next hour's figures, and time from their arrival to the platform's own word."""
    migrate.upgrade()
    workers: list[subprocess.Popen[bytes]] = [worker() for _ in range(WORKERS)]
    try:
        org_id, ids = connected("Guarded")
        until(lambda: idle(org_id, len(PLATFORMS)), 1800)
        watched = tighten(org_id, ids)
        control("/clock", advance_s=HOUR_S)
        for one in ids:
            with work(org_id) as unit:
                syncs.request(unit, one, DataType.METRICS, Trigger.SCHEDULED)
        arrived = watch(org_id, watched)
        until(lambda: len(confirmed(org_id)) == len(watched), 300)
    finally:
        for process in workers:
            process.terminate()
    took = sorted((at - arrived[one]).total_seconds() for one, at in confirmed(org_id).items())
    print(json.dumps({"s": took, "paused": paused_there(org_id, ids, watched), "asked": len(watched)}))


def tighten(org_id: UUID, ids: list[UUID]) -> dict[UUID, int]:
    """Give some running campaigns of each account a lifetime budget a riyal above what they have spent; which."""
    since = datetime.now(UTC).date().replace(day=1)
    found: dict[UUID, int] = {}
    with session(org_id) as writer:
        spent = {row[0]: int(row[1]) for row in writer.execute(_SPENT, {"org_id": org_id, "since": since})}
        for one in ids:
            running = writer.scalars(
                select(AdCampaign)
                .where(AdCampaign.org_id == org_id, AdCampaign.integration_id == one)
                .where(AdCampaign.status == EntityStatus.ACTIVE, AdCampaign.deleted_at.is_(None))
                .order_by(AdCampaign.name)
            )
            for row in [row for row in running if spent.get(row.id)][:EACH]:
                row.lifetime_budget_micros, row.daily_budget_micros = spent[row.id] + 10_000, None
                row.starts_at, row.ends_at = datetime(since.year, since.month, 1, 12, tzinfo=UTC), None
                found[row.id] = spent[row.id]
        writer.commit()
    return found


def watch(org_id: UUID, watched: dict[UUID, int]) -> dict[UUID, datetime]:
    """When each campaign's new figure was first there to be read."""
    since = datetime.now(UTC).date().replace(day=1)
    arrived: dict[UUID, datetime] = {}
    deadline = time.monotonic() + 300
    while len(arrived) < len(watched) and time.monotonic() < deadline:
        with session(org_id) as reader:
            rows = reader.execute(_SPENT, {"org_id": org_id, "since": since}).all()
        for campaign, spent in rows:
            if campaign in watched and campaign not in arrived and spent > watched[campaign]:
                arrived[campaign] = datetime.now(UTC)
        time.sleep(0.02)
    return arrived


def confirmed(org_id: UUID) -> dict[UUID, datetime]:
    """When the platform itself said that a campaign stands still."""
    with session(org_id) as reader:
        rows = reader.scalars(
            select(BudgetPause).where(BudgetPause.org_id == org_id, BudgetPause.status == PauseStatus.PAUSED)
        )
        return {row.ad_campaign_id: row.confirmed_at for row in rows if row.confirmed_at}


def paused_there(org_id: UUID, ids: list[UUID], watched: dict[UUID, Any]) -> int:
    """How many of them the platforms show paused, asked once more."""
    with session(org_id) as reader:
        names = {row.external_id for row in reader.scalars(select(AdCampaign)) if row.id in watched}
        platforms = {row.id: row.platform for row in reader.scalars(select(Integration))}
    count = 0
    for one in ids:
        called = account(org_id, one)
        for row in connector(platforms[one]).fetch_entities(called):
            if row.level is not Level.CAMPAIGN:
                break
            count += row.external_id in names and row.status is EntityStatus.PAUSED
    return count


if __name__ == "__main__":
    main()
