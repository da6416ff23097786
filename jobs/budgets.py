"""Budgets, as workers guard them."""

from uuid import UUID

from engine import budgets
from jobs.edge import job


@job
def pause(org_id: UUID, pause_id: UUID) -> None:
    """Pause a campaign whose budget is used up."""
    budgets.pause(org_id, pause_id)


@job
def resume(org_id: UUID, pause_id: UUID) -> None:
    """Let a paused campaign run again."""
    budgets.resume(org_id, pause_id)


@job
def tick() -> None:
    """Look at the accounts in which a budget is nearly gone."""
    budgets.plan_looks()


@job
def look(org_id: UUID, integration_id: UUID) -> None:
    """Read an account's figures of today."""
    budgets.look(org_id, integration_id)
