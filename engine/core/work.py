"""One unit of work: one transaction in one org's context, committed once, at the door that opened it.

Events and jobs are written with the change (the outbox) and leave the process only after the commit; what a
crash leaves behind, the sweeper (`engine.outbox.sweep`) sends. A consequence may therefore come twice, and
each of them is written so that twice is once.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

from redis.exceptions import RedisError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import DeliveryStatus, SubscriptionStatus
from db.models import AuditEntry, OutboxDelivery, OutboxEvent, WebhookSubscription
from db.session import session
from engine.core import clock
from engine.core.cache.tables import outdate
from engine.core.errors import Missing
from engine.core.log import get_logger
from engine.core.outages import OUTAGES
from engine.core.queue import EVENTS, send
from engine.core.store import haste

Row = TypeVar("Row")
HEAR = "jobs.events.hear"  # the job that lets a listener hear an event
OPEN = (DeliveryStatus.PENDING, DeliveryStatus.SENT)
log = get_logger()


class Event(Protocol):
    """A fact: a frozen dataclass with its listeners' names and a JSON-able payload of a version."""

    @property
    def listeners(self) -> tuple[str, ...]:
        """The listeners that hear it."""

    @property
    def version(self) -> int:
        """Which shape its payload has, counted from 1."""

    @property
    def about(self) -> list[UUID]:
        """The ids in it, by which it is found again."""

    def payload(self) -> dict[str, Any]:
        """Its facts, ready for JSON."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, a key, or the product itself."""

    name: str
    user_id: UUID | None = None
    ip: str = ""


SYSTEM = Actor("system")


@dataclass(slots=True)
class Work:
    """What an action changes rows with."""

    session: Session
    org_id: UUID
    actor: Actor = SYSTEM
    leaving: list[OutboxDelivery] = field(default_factory=list)
    _told_outside: frozenset[str] | None = None

    def find(self, model: type[Row], row_id: UUID, *, lock: bool = False) -> Row:
        """The org's row of that id; Missing when there is none, or it is somebody else's."""
        row = self.session.get(model, (self.org_id, row_id), with_for_update=lock or None)
        if row is None:
            raise Missing
        return row

    def add(self, row: Row) -> Row:
        """Insert a row now, so that what follows may refer to it."""
        self.session.add(row)
        self.session.flush()
        return row

    def emit(self, event: Event) -> None:
        """State a fact; each of its listeners gets a job of its own after the commit."""
        fact = self.add(
            OutboxEvent(
                org_id=self.org_id,
                id=uuid7(),
                name=type(event).__name__,
                version=event.version,
                payload=event.payload(),
                about=event.about,
                created_at=clock.now(),
            )
        )
        for listener in event.listeners:
            self._leave(listener, [], EVENTS, event_id=fact.id)
        if fact.name in self._subscribed():
            self.enqueue("jobs.subscriptions.fan_out", fact.id, queue="webhooks")

    def enqueue(self, job: str, *ids: object, queue: str = "default", delay_s: float = 0) -> None:
        """Have a job run after the commit; the org's id is its first argument."""
        self._leave(job, [str(one) for one in ids], queue, delay_s=delay_s)

    def touch(self, *tags: str) -> None:
        """After the commit, kept answers under these tags are out of date; what the ORM writes sees to itself."""
        outdate(self.session, *tags)

    def audit(self, action: str, target: object = "", **detail: Any) -> None:
        """Note who did what."""
        self.session.add(
            AuditEntry(
                org_id=self.org_id,
                user_id=self.actor.user_id,
                actor=self.actor.name,
                ip=self.actor.ip,
                action=action,
                target=str(target),
                detail=detail,
            )
        )

    def _subscribed(self) -> frozenset[str]:
        """The events that systems outside are told of; asked once a unit, nearly free where there are none."""
        if self._told_outside is None:
            names = select(func.jsonb_array_elements_text(WebhookSubscription.events)).where(
                WebhookSubscription.org_id == self.org_id, WebhookSubscription.status == SubscriptionStatus.ACTIVE
            )
            self._told_outside = frozenset(self.session.scalars(names))
        return self._told_outside

    def _leave(
        self, target: str, args: list[str], queue: str, *, event_id: UUID | None = None, delay_s: float = 0
    ) -> None:
        delivery = OutboxDelivery(
            org_id=self.org_id,
            id=uuid7(),
            event_id=event_id,
            target=target,
            args=args,
            queue=queue,
            run_at=clock.now() + timedelta(seconds=delay_s),
            created_at=clock.now(),
        )
        self.leaving.append(self.add(delivery))


def job_id(org_id: UUID, delivery_id: UUID) -> str:
    """What a delivery's job is called in Redis. The org comes first: in the queue orgs take turns."""
    return f"{org_id.hex}-{delivery_id.hex}"


@contextmanager
def work(org_id: UUID, actor: Actor = SYSTEM, *, hasty: bool = False) -> Iterator[Work]:
    """Open a unit; leaving it commits and sends, an exception undoes everything.

    `hasty`: whoever waits outside must not wait for Redis; what it does not take at once is the sweeper's.
    """
    with session(org_id) as opened:
        unit = Work(opened, org_id, actor)
        yield unit
        opened.commit()
        deliver(opened, unit.leaving, hasty=hasty)


def deliver(opened: Session, deliveries: list[OutboxDelivery], *, hasty: bool = False) -> int:
    """Hand outbox rows to the workers and mark them sent; how many went. Redis down: the sweeper's turn."""
    sent = []
    try:
        for row in deliveries:
            delay_s = (row.run_at - clock.now()).total_seconds()
            # a listener is handed its delivery, a job its own ids
            name, args = (HEAR, [str(row.id)]) if row.event_id else (row.target, row.args)
            with haste.attempt() if hasty else nullcontext():
                send(
                    name,
                    [str(row.org_id), *args],
                    queue_name=row.queue,
                    job_id=job_id(row.org_id, row.id),
                    delay_s=delay_s,
                    hasty=hasty,
                )
            sent.append(row.id)
    except RedisError as down:
        log.warning("outbox.redis_down", left=len(deliveries) - len(sent), error=str(down))
    if sent:
        try:
            _note_sent(opened, deliveries[0].org_id, sent)
        except OUTAGES as down:  # the change stands and its jobs are on their way: that must not look refused
            log.warning("outbox.not_noted", sent=len(sent), error=str(down))
    return len(sent)


def _note_sent(opened: Session, org_id: UUID, sent: list[UUID]) -> None:
    opened.execute(
        update(OutboxDelivery)
        .where(
            OutboxDelivery.org_id == org_id,
            OutboxDelivery.id.in_(sent),
            OutboxDelivery.status.in_(OPEN),  # a quick worker may have done it by now
        )
        .values(status=DeliveryStatus.SENT, sent_at=clock.now())
    )
    opened.commit()
