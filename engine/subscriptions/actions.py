"""What people do with subscriptions: make, change, rotate, try, remove; and have messages sent again.

A secret is shown once. After a rotation both secrets sign for a day, so that a receiver can change over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import func, select, update
from uuid_utils.compat import uuid7

from db.kinds import MessageStatus, SubscriptionStatus
from db.models import WebhookMessage, WebhookSubscription
from engine.core import clock, outward, signing
from engine.core.crypto import seal
from engine.core.errors import Conflict, Invalid, Unready
from engine.core.i18n import N_
from engine.core.work import Work
from engine.subscriptions import bodies
from engine.subscriptions.endings import pause, resume, settle
from engine.subscriptions.fan import JOB
from engine.subscriptions.reads import shown
from engine.subscriptions.tries import host
from settings import settings

MOST, SECRETS, OVERLAP = 20, 5, timedelta(hours=24)
LONGEST_URL = 2000


def subscribe(unit: Work, url: str, events: Sequence[str], description: str = "") -> dict[str, Any]:
    """A new subscription as `list_subscriptions` shows it, and `secret`: its only showing."""
    mine = WebhookSubscription.org_id == unit.org_id
    count = unit.session.scalar(select(func.count()).select_from(WebhookSubscription).where(mine)) or 0
    if count >= MOST:
        raise Conflict(N_("There are {most} subscriptions already. Remove one first."), most=MOST)
    secret, row_id = signing.new_secret(), uuid7()
    row = WebhookSubscription(
        org_id=unit.org_id, id=row_id, url=_checked_url(url), events=_checked_events(events),
        description=description.strip(), status=SubscriptionStatus.ACTIVE, listens_since=clock.now(),
        secrets=[seal(secret, unit.org_id, row_id, "secrets")], created_by=unit.actor.user_id,
    )  # fmt: skip
    unit.add(row)
    unit.audit("subscription_created", row.id, name=host(row.url), events=row.events)
    return shown(row) | {"secret": secret}


def change(
    unit: Work,
    subscription_id: UUID,
    *,
    url: str | None = None,
    events: Sequence[str] | None = None,
    description: str | None = None,
    active: bool | None = None,
) -> dict[str, Any]:
    """Change what is given; switched on again, it is told of what happens from now on."""
    row = unit.find(WebhookSubscription, subscription_id, lock=True)
    if url is not None and url.strip() != row.url:
        row.url = _checked_url(url)
        settle(unit, row)  # whatever failed, failed elsewhere
    if events is not None:
        row.events, row.listens_since = _checked_events(events), clock.now()
    row.description = row.description if description is None else description.strip()
    if active is True and row.status != SubscriptionStatus.ACTIVE:
        resume(unit, row)
    if active is False and row.status == SubscriptionStatus.ACTIVE:
        pause(unit, row)
    unit.audit("subscription_changed", row.id, name=host(row.url), status=row.status, events=row.events)
    return shown(row)


def unsubscribe(unit: Work, subscription_id: UUID) -> None:
    """Tell it nothing more, and forget what it was told."""
    row = unit.find(WebhookSubscription, subscription_id, lock=True)
    settle(unit, row)
    unit.session.delete(row)
    unit.audit("subscription_removed", row.id, name=host(row.url))


def rotate(unit: Work, subscription_id: UUID) -> dict[str, Any]:
    """A new secret, shown this once; for a day the ones before it sign as well."""
    row = unit.find(WebhookSubscription, subscription_id, lock=True)
    now = clock.now()
    valid = row.secrets if row.overlap_until and row.overlap_until > now else row.secrets[:1]
    if len(valid) >= SECRETS:
        raise Conflict(N_("{most} secrets sign already. The oldest end within a day."), most=SECRETS)
    secret = signing.new_secret()
    row.secrets = [seal(secret, unit.org_id, row.id, "secrets"), *valid]
    row.overlap_until = now + OVERLAP
    unit.audit("subscription_rotated", row.id, name=host(row.url))
    return shown(row) | {"secret": secret}


def ping(unit: Work, subscription_id: UUID) -> UUID:
    """Send a test message, once, whether the subscription is on or off; its id in the delivery log."""
    row = unit.find(WebhookSubscription, subscription_id)
    now = clock.now()
    told = {"subscription": {"id": str(row.id), "description": row.description, "events": row.events}}
    message = WebhookMessage(
        org_id=unit.org_id, id=uuid7(), subscription_id=row.id, event=bodies.PING, next_at=now, begun_at=now,
        body=bodies.body(bodies.PING, now, told), status=MessageStatus.WAITING,
    )  # fmt: skip
    unit.add(message)
    unit.enqueue(JOB, queue="webhooks")
    return message.id


def redeliver(unit: Work, subscription_id: UUID, message_id: UUID) -> None:
    """Send one message again, now, under its id; it has three days again."""
    row = _listening(unit, subscription_id)
    message = unit.find(WebhookMessage, message_id, lock=True)
    if message.subscription_id != row.id:
        raise Conflict(N_("This message belongs to another subscription."))
    message.status, message.attempts = MessageStatus.WAITING, 0
    message.begun_at = message.next_at = clock.now()
    row.rests_until = None
    unit.enqueue(JOB, queue="webhooks")
    unit.audit("subscription_redelivered", row.id, name=host(row.url), messages=1)


def redeliver_failed(unit: Work, subscription_id: UUID, since: datetime) -> int:
    """Send everything again that failed and happened since then; how many messages."""
    row = _listening(unit, subscription_id)
    now = clock.now()
    again = (
        update(WebhookMessage)
        .where(
            WebhookMessage.org_id == unit.org_id,
            WebhookMessage.subscription_id == row.id,
            WebhookMessage.status == MessageStatus.FAILED,
            WebhookMessage.event != bodies.PING,
            WebhookMessage.created_at >= since,
        )
        .values(status=MessageStatus.WAITING, attempts=0, begun_at=now, next_at=now)
        .returning(WebhookMessage.id)
    )
    count = len(unit.session.scalars(again).all())
    if count:
        row.rests_until = None
        unit.enqueue(JOB, queue="webhooks")
        unit.audit("subscription_redelivered", row.id, name=host(row.url), messages=count)
    return count


def _listening(unit: Work, subscription_id: UUID) -> WebhookSubscription:
    row = unit.find(WebhookSubscription, subscription_id, lock=True)
    if row.status != SubscriptionStatus.ACTIVE:
        raise Conflict(N_("This subscription is switched off. Switch it on first."))
    return row


def _checked_url(given: str) -> str:
    """The address, when it is one we may send to. A name that is not known yet may become known."""
    url = given.strip()
    schemes = ("https", "http") if settings().allow_private_targets else ("https",)
    if urlsplit(url).scheme not in schemes or len(url) > LONGEST_URL or urlsplit(url).fragment:
        raise Invalid(N_("A subscription needs an address that begins with https://."), fields={"url": ["https"]})
    try:
        outward.resolve(url)
    except Unready:
        return url
    return url


def _checked_events(given: Sequence[str]) -> list[str]:
    """The names, each once; Invalid names those that no event has."""
    unknown = sorted(set(given) - bodies.TELLS.keys())
    if unknown or not given:
        raise Invalid(
            N_("Choose at least one of the events, by its name: {names}."),
            fields={"events": unknown or ["none"]}, names=", ".join(bodies.TELLS),
        )  # fmt: skip
    return [name for name in bodies.TELLS if name in given]
