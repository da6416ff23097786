"""The cache, as the clock keeps it: its counts carried into the database, its answers warmed in the morning."""

from uuid import UUID

from engine import cache
from engine.core.orgs import each_org
from jobs.edge import job


@job
def tick() -> None:
    """Carry the counts, and plan the warmings that are due, org by org."""
    each_org(cache.carry)
    each_org(cache.plan)


@job
def warm(org_id: UUID) -> None:
    """Warm everything of an org."""
    cache.warm(org_id)
