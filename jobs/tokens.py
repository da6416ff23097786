"""Keeping access alive: every five minutes, a job for each token that is about to end."""

from uuid import UUID

from db.session import org_ids
from engine import tokens
from jobs.edge import job


@job
def tick() -> None:
    """Plan the renewals that are due, org by org."""
    for org_id in org_ids():
        tokens.plan_renewals(org_id)


@job
def renew(org_id: UUID, integration_id: UUID) -> None:
    """Renew one."""
    tokens.renew(org_id, integration_id)
