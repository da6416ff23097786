"""What the clock asks for: taking up what was lost with Redis, ending overlaps, forgetting what is old."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, exists, select

from db.kinds import MessageStatus
from db.models import WebhookMessage, WebhookSubscription
from engine.core import clock
from engine.core.work import work
from engine.subscriptions.deliveries import is_due
from engine.subscriptions.fan import JOB, catch_up

KEEP = timedelta(days=30)
LATE = timedelta(seconds=10)  # due for longer, and nobody is at it: its job was lost


def take_up(org_id: UUID) -> None:
    """Write and send what should have been by now; cheap for an organisation that subscribes nothing."""
    mine = WebhookSubscription.org_id == org_id
    with work(org_id) as unit:
        if not unit.session.scalar(select(exists().where(mine))):
            return
        for row in unit.session.scalars(
            select(WebhookSubscription).where(mine, WebhookSubscription.overlap_until < clock.now())
        ):
            row.secrets, row.overlap_until = row.secrets[:1], None
        if catch_up(unit) or is_due(org_id, LATE):
            unit.enqueue(JOB, queue="webhooks")


def trim(org_id: UUID) -> int:
    """Forget messages that ended more than 30 days ago; how many."""
    old = delete(WebhookMessage).where(
        WebhookMessage.org_id == org_id,
        WebhookMessage.status != MessageStatus.WAITING,
        WebhookMessage.created_at < clock.now() - KEEP,
    )
    with work(org_id) as unit:
        return int(getattr(unit.session.execute(old), "rowcount", 0))
