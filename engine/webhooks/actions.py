"""What people and the clock do with deliveries: doing one again, taking up what was left lying, forgetting."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from db.kinds import WebhookStatus
from db.models import WebhookDelivery
from engine.core import clock
from engine.core.work import Work, work
from engine.webhooks.receive import JOB

LYING = timedelta(minutes=10)
KEEP = timedelta(days=30)


def replay(unit: Work, delivery_id: UUID) -> None:
    """Have a delivery applied again from its beginning; what it has done already it does not do twice."""
    row = unit.find(WebhookDelivery, delivery_id, lock=True)
    row.status, row.attempts, row.error, row.processed_at = WebhookStatus.RECEIVED, 0, None, None
    unit.enqueue(JOB, row.id, queue="webhooks")
    unit.audit("webhook_replayed", row.id, platform=row.platform)


def take_up(org_id: UUID) -> int:
    """Enqueue again what nobody has applied for ten minutes, because Redis lost its job; how many."""
    lying = (
        select(WebhookDelivery.id)
        .where(WebhookDelivery.org_id == org_id, WebhookDelivery.status == WebhookStatus.RECEIVED)
        .where(WebhookDelivery.created_at < clock.now() - LYING)
        .order_by(WebhookDelivery.created_at)
        .limit(500)
    )
    with work(org_id) as unit:
        found = unit.session.scalars(lying).all()
        for delivery_id in found:
            unit.enqueue(JOB, delivery_id, queue="webhooks")
    return len(found)


def trim(org_id: UUID) -> int:
    """Forget what was applied or ignored more than 30 days ago; how many deliveries went."""
    old = delete(WebhookDelivery).where(
        WebhookDelivery.org_id == org_id,
        WebhookDelivery.status.in_((WebhookStatus.DONE, WebhookStatus.IGNORED)),
        WebhookDelivery.created_at < clock.now() - KEEP,
    )
    with work(org_id) as unit:
        return int(getattr(unit.session.execute(old), "rowcount", 0))
