"""Keeping access alive: every five minutes, a job for each token that is about to end."""

from uuid import UUID

from db.models import Profile
from db.session import org_ids
from engine import renewals
from jobs.edge import job


@job
def tick() -> None:
    """Plan the renewals that are due, org by org."""
    for org_id in org_ids():
        renewals.plan_renewals(org_id)


@job
def renew(org_id: UUID, integration_id: UUID) -> None:
    """Renew an account's."""
    renewals.renew(org_id, integration_id)


@job
def renew_profile(org_id: UUID, profile_id: UUID) -> None:
    """Renew that of a profile which consented by itself."""
    renewals.renew(org_id, profile_id, Profile)
