"""From one event to one message for each subscription that hears it, once however often this is done."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from db.kinds import SubscriptionStatus
from db.models import OutboxEvent, WebhookMessage, WebhookSubscription
from engine.core import clock
from engine.core.work import Work, work
from engine.subscriptions import bodies

JOB = "jobs.subscriptions.deliver"
SETTLE = timedelta(minutes=2)  # so long a fan-out may take before it counts as lost
LOOK_BACK = timedelta(days=1)
BATCH = 500


def fan_out(org_id: UUID, event_id: UUID) -> None:
    """Write the messages of an event and have them sent; nothing when its organisation is gone."""
    with work(org_id) as unit:
        event = unit.session.get(OutboxEvent, (org_id, event_id))
        if event and _write(unit, event):
            unit.enqueue(JOB, queue="webhooks")


def catch_up(unit: Work) -> int:
    """Write the messages of events whose fan-out was lost with Redis; how many events those were."""
    now = clock.now()
    missed = (
        select(OutboxEvent)
        .join(WebhookSubscription, (WebhookSubscription.org_id == OutboxEvent.org_id) & _hears())
        .where(OutboxEvent.org_id == unit.org_id)
        .where(OutboxEvent.created_at > now - LOOK_BACK, OutboxEvent.created_at < now - SETTLE)
        .where(OutboxEvent.created_at >= WebhookSubscription.listens_since)
        .where(
            ~exists().where(
                WebhookMessage.org_id == unit.org_id,
                WebhookMessage.subscription_id == WebhookSubscription.id,
                WebhookMessage.event_id == OutboxEvent.id,
            )
        )
        .order_by(OutboxEvent.id)
        .limit(BATCH)
    )
    return sum(bool(_write(unit, event)) for event in unit.session.scalars(missed).unique().all())


def _write(unit: Work, event: OutboxEvent) -> int:
    """One message for each subscription that hears the event; how many are new."""
    ids = unit.session.scalars(
        select(WebhookSubscription.id).where(
            WebhookSubscription.org_id == unit.org_id,
            WebhookSubscription.listens_since <= event.created_at,
            _hears(event.name),
        )
    ).all()
    if not ids:
        return 0
    body = bodies.body(event.name, event.created_at, bodies.data(unit.session, event.name, event.payload))
    common = {"org_id": unit.org_id, "event_id": event.id, "event": event.name, "body": body}
    moments = {"begun_at": clock.now(), "next_at": clock.now()}
    rows = [{"id": uuid7(), "subscription_id": one, **common, **moments} for one in ids]
    statement = insert(WebhookMessage).values(rows).on_conflict_do_nothing().returning(WebhookMessage.id)
    return len(unit.session.scalars(statement).all())


def _hears(event: str | None = None) -> ColumnElement[bool]:
    """Whether a subscription is on and hears that event, or the one it is joined with."""
    names = WebhookSubscription.events
    named = names.contains([event]) if event else names.has_key(OutboxEvent.name)
    return (WebhookSubscription.status == SubscriptionStatus.ACTIVE) & named
