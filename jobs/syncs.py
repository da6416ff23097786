"""Syncs, as workers run them."""

from uuid import UUID

from db.kinds import DataType
from engine import syncs
from jobs.edge import job


@job
def run(org_id: UUID, run_id: UUID) -> None:
    """Do one run, or what is left of it."""
    syncs.run(org_id, run_id)


@job
def tick_metrics() -> None:
    """Every account's figures."""
    syncs.plan_tick(DataType.METRICS)


@job
def tick_campaigns() -> None:
    """Every account's campaigns, ad sets and ads."""
    syncs.plan_tick(DataType.CAMPAIGNS)


@job
def tick_all() -> None:
    """All of every account."""
    syncs.plan_tick(DataType.ALL)


@job
def reap() -> None:
    """Runs whose worker died."""
    syncs.reap()
