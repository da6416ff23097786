"""Sending what is due: one worker for an organisation, several of its receivers at once, one request at each.

So a slow receiver holds up neither other organisations nor, while a lane is free, other receivers: with all lanes
at slow ones the next waits for one time-out. Among the receivers that wait the one tried longest ago comes first.
A message is claimed before it is sent and noted after it: whoever dies in between leaves it to be sent again under
the same id.
"""

import time
from collections.abc import Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select, text

from db.kinds import MessageStatus, SubscriptionStatus
from db.models import Org, WebhookMessage, WebhookSubscription
from db.session import session
from engine.core import clock
from engine.core.crypto import unseal
from engine.core.errors import AppError
from engine.core.log import get_logger
from engine.core.work import Work, work
from engine.subscriptions.backoff import next_try, rest
from engine.subscriptions.bodies import PING
from engine.subscriptions.endings import DISABLED, GONE, disable, settle, warn_of_loss
from engine.subscriptions.fan import JOB
from engine.subscriptions.tries import GONE as STATUS_GONE
from engine.subscriptions.tries import Outcome, Sending, host, send

SHIFT_S = 20.0  # then other organisations get their turn
LANES = 8
LOOK_S = 0.5  # so often, while receivers are slow, it is seen what became due meanwhile
LEASE = timedelta(seconds=60)
PATIENCE = timedelta(days=5)
TRIES_KEPT = 20
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended('subscriptions:' || :org_id, 0))")
log = get_logger()


def deliver(org_id: UUID) -> None:
    """Send what is due for a while; nothing when another worker is at it already."""
    until = time.monotonic() + SHIFT_S
    left = True
    while left and time.monotonic() < until:
        with held(org_id) as mine:
            if not mine:
                return  # whoever holds it looks again after letting go
            _send_due(org_id, until)
        left = is_due(org_id)
    if left:
        with work(org_id) as unit:
            unit.enqueue(JOB, queue="webhooks")


def _send_due(org_id: UUID, until: float) -> None:
    """Everything that is due by then. Only the requests run beside each other: claims and notes are made here."""
    under_way: dict[Future[Outcome], Sending] = {}
    with ThreadPoolExecutor(LANES, "subscription") as lanes:
        while True:
            while len(under_way) < LANES and time.monotonic() < until:
                asked = [one.subscription_id for one in under_way.values()]
                if (sending := _claim(org_id, asked)) is None:
                    break
                under_way[lanes.submit(copy_context().run, send, sending)] = sending
            if not under_way:
                return
            for one in wait(under_way, LOOK_S, FIRST_COMPLETED).done:
                _note(org_id, under_way.pop(one), one.result())


def is_due(org_id: UUID, ago: timedelta = timedelta()) -> bool:
    """Whether there is something to send, since that long at least."""
    with session(org_id) as reader:
        return reader.execute(_due(org_id, ago)).first() is not None


@contextmanager
def held(org_id: UUID) -> Iterator[bool]:
    """Whether the organisation's turn is ours inside; it ends with the process at the latest."""
    with session() as holder:
        yield bool(holder.execute(_LOCK, {"org_id": str(org_id)}).scalar_one())


def _due(org_id: UUID, ago: timedelta = timedelta()) -> Select[WebhookMessage, WebhookSubscription]:
    then = clock.now() - ago
    awake = (WebhookSubscription.status == SubscriptionStatus.ACTIVE) & (
        WebhookSubscription.rests_until.is_(None) | (WebhookSubscription.rests_until <= then)
    )
    return (
        select(WebhookMessage, WebhookSubscription)
        .join(
            WebhookSubscription,
            (WebhookSubscription.org_id == WebhookMessage.org_id)
            & (WebhookSubscription.id == WebhookMessage.subscription_id),
        )
        .join(Org, (Org.id == WebhookMessage.org_id) & Org.is_active)
        .where(WebhookMessage.org_id == org_id, WebhookMessage.status == MessageStatus.WAITING)
        .where(WebhookMessage.next_at <= then, awake | (WebhookMessage.event == PING))
        .order_by(WebhookSubscription.tried_at.asc().nulls_first(), WebhookMessage.next_at, WebhookMessage.id)
        .limit(1)
    )


def _claim(org_id: UUID, asked: Collection[UUID]) -> Sending | None:
    """The next message, of a subscription that is not being asked already."""
    with work(org_id) as unit:
        due = _due(org_id).where(WebhookSubscription.id.not_in(asked))
        due = due.with_for_update(of=[WebhookMessage, WebhookSubscription])
        found = unit.session.execute(due).first()
        if found is None:
            return None
        message, row = found
        now = clock.now()
        message.attempts, message.next_at, row.tried_at = message.attempts + 1, now + LEASE, now
        sealed = row.secrets if row.overlap_until and row.overlap_until > now else row.secrets[:1]
        opened = tuple(unseal(one, org_id, row.id, "secrets") for one in sealed)
        return Sending(message.id, row.id, row.url, message.body, opened)


def _note(org_id: UUID, sending: Sending, outcome: Outcome) -> None:
    """Keep what came of it, and what follows for the message and its subscription."""
    with work(org_id) as unit:
        row = unit.session.get(WebhookSubscription, (org_id, sending.subscription_id), with_for_update=True)
        message = unit.session.get(WebhookMessage, (org_id, sending.message_id), with_for_update=True)
        if row is None or message is None:
            return  # removed while it was sent
        log.info(
            "subscription.sent", message=str(message.id), host=host(row.url), status=outcome.status,
            attempt=message.attempts, ms=outcome.duration_ms,
        )  # fmt: skip
        message.tries = [*message.tries, outcome.kept()][-TRIES_KEPT:]
        if outcome.error is None:
            message.status, message.next_at, message.delivered_at = MessageStatus.DELIVERED, None, clock.now()
            if row.status == SubscriptionStatus.ACTIVE:
                settle(unit, row)
        elif message.event == PING:
            message.status, message.next_at = MessageStatus.FAILED, None  # somebody looks on: tried once
        elif message.status == MessageStatus.WAITING:  # not when it was switched off while this was sent
            _fail(unit, row, message, outcome)


def _fail(unit: Work, row: WebhookSubscription, message: WebhookMessage, outcome: Outcome) -> None:
    now = clock.now()
    row.failures, row.failing_since = row.failures + 1, row.failing_since or now
    row.rests_until = now + rest(row.failures)
    hopeless = _hopeless(row, outcome)
    again = next_try(message.attempts, message.begun_at, now, outcome.retry_after_s)
    message.next_at = None if hopeless else again
    if message.next_at is None:
        message.status = MessageStatus.FAILED
        warn_of_loss(unit, row)
    if hopeless:
        disable(unit, row, hopeless)
    for moment in {row.rests_until, message.next_at or row.rests_until}:
        unit.enqueue(JOB, queue="webhooks", delay_s=(moment - now).total_seconds())


def _hopeless(row: WebhookSubscription, outcome: Outcome) -> AppError | None:
    """Why the subscription should be told nothing more, if it should not."""
    if outcome.status == STATUS_GONE:
        return AppError(GONE, host=host(row.url))
    if row.failing_since and clock.now() - row.failing_since >= PATIENCE:
        return AppError(DISABLED, host=host(row.url), days=PATIENCE.days)
    return None
