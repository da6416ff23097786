"""Posts, as the clock plans them and workers publish them."""

from uuid import UUID

from engine import posts
from engine.core.orgs import each_org
from jobs.edge import job


@job
def tick() -> None:
    """Every minute: a job for each post that is due soon, or whose attempt fell silent."""
    each_org(posts.plan_due)


@job
def publish(org_id: UUID, post_id: UUID) -> None:
    """Publish one post, or find out whether it is out."""
    posts.publish(org_id, post_id)
