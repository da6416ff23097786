"""What is done once a day: partitions made before anybody needs them, and what is old forgotten."""

from db import partitions
from db.session import engine, org_ids
from engine import cache, posts, subscriptions, webhooks
from engine.core import clock
from engine.core.log import get_logger
from jobs.edge import job

log = get_logger()


@job
def ensure() -> None:
    """Make the partitions that are missing, forget old deliveries, refusals and files that nobody uses."""
    with engine().begin() as connection:
        if made := partitions.ensure(connection, clock.today()):
            log.info("partitions.made", names=made)
    gone = sum(webhooks.trim(org_id) for org_id in org_ids())
    files = sum(posts.trim_files(org_id) for org_id in org_ids())
    log.info("posts.trimmed", files=files)
    log.info("webhooks.trimmed", deliveries=gone, refusals=webhooks.trim_refusals())
    log.info("cache.trimmed", counts=sum(cache.trim(org_id) for org_id in org_ids()))
    log.info("subscriptions.trimmed", messages=sum(subscriptions.trim(org_id) for org_id in org_ids()))
