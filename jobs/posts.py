"""Posts, as the clock plans them and workers publish them."""

from uuid import UUID

from db.session import org_ids
from engine import posts
from jobs.edge import job


@job
def tick() -> None:
    """Every minute: a job for each post that is due soon, or whose attempt fell silent."""
    for org_id in org_ids():
        posts.plan_due(org_id)


@job
def publish(org_id: UUID, post_id: UUID) -> None:
    """Publish one post, or find out whether it is out."""
    posts.publish(org_id, post_id)
