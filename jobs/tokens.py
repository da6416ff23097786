"""Keeping access alive: every five minutes, a job for each token that is about to end."""

from uuid import UUID

from db.models import Profile
from engine import renewals
from engine.core.orgs import each_org
from jobs.edge import job


@job
def tick() -> None:
    """Plan the renewals that are due, org by org."""
    each_org(renewals.plan_renewals)


@job
def renew(org_id: UUID, integration_id: UUID) -> None:
    """Renew an account's."""
    renewals.renew(org_id, integration_id)


@job
def renew_profile(org_id: UUID, profile_id: UUID) -> None:
    """Renew that of a profile which consented by itself."""
    renewals.renew(org_id, profile_id, Profile)
