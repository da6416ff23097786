"""One letter on its way: claimed, sent, noted, each in a transaction of its own.

Whoever dies between sending and noting leaves a claim behind; when it is two minutes old the letter is sent again
under the same id. So nothing is lost, mail programs and webhooks can tell the repetition by its id, and in chats,
which know no ids, it says that it may be one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from db.kinds import ChannelKind, SendingStatus, Severity
from db.models import Alert, Notification, NotificationChannel, NotificationDelivery, Org
from engine.alerts import raise_alert, resolve_alert
from engine.core import clock
from engine.core.crypto import unseal
from engine.core.errors import AppError, Invalid, Unready
from engine.core.i18n import N_, speaking
from engine.core.log import get_logger
from engine.core.queue import RETRY_S
from engine.core.work import Work, work
from engine.notifications.letters import Letter, write
from engine.notifications.people import Person, people
from engine.notifications.telling import DELIVER
from engine.notifications.ways import Way, send

LEASE = timedelta(minutes=2)  # longer than any way takes
EARLY = timedelta(seconds=5)  # a job that waited may come a little before its time
ATTEMPTS = 1 + len(RETRY_S)
MOST = 2 * ATTEMPTS  # with those that died on the way
BATCH = 500
UNDELIVERED = "notifications_undelivered"
log = get_logger()

Row = NotificationDelivery


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed letter with where it goes, and what its attempt is counted as."""

    deliveries: list[UUID]
    way: Way
    letter: Letter
    locale: str
    attempt: int


def deliver(org_id: UUID, delivery_id: UUID, *, retry: bool = True) -> None:
    """Send one delivery, with all of its digest; nothing when it is sent, on its way, or not yet due."""
    parcel = _claim(org_id, delivery_id)
    if parcel is None:
        return
    try:
        with speaking(parcel.locale):
            send(parcel.way, parcel.letter)
    except AppError as trouble:
        log.warning("notification.not_sent", delivery_id=str(delivery_id), error=str(trouble))
        _note_trouble(org_id, parcel, trouble, last=not retry or parcel.attempt >= ATTEMPTS)
    else:
        _note_sent(org_id, parcel)


def send_due(org_id: UUID) -> int:
    """Give what is due and has no job a job: held over quiet hours, for a digest, or left by a crash; how many."""
    with work(org_id) as unit:
        rows = unit.session.scalars(
            select(Row).where(Row.org_id == org_id, _sendable()).order_by(Row.due_at, Row.id).limit(BATCH)
        ).all()
        letters = {(row.channel_id, row.digest_for or row.id): row.id for row in reversed(rows)}
        for delivery_id in letters.values():
            unit.enqueue(DELIVER, delivery_id)
        return len(letters)


def _sendable(early: timedelta = timedelta()) -> ColumnElement[bool]:
    now = clock.now()
    return or_(
        and_(Row.status == SendingStatus.WAITING, Row.due_at <= now + early),
        and_(Row.status == SendingStatus.SENDING, Row.claimed_at <= now - LEASE),
    )


def _claim(org_id: UUID, delivery_id: UUID) -> Parcel | None:
    with work(org_id) as unit:
        first = unit.session.get(Row, (org_id, delivery_id))
        if first is None:  # its channel was removed
            return None
        same = Row.digest_for == first.digest_for if first.digest_for else Row.id == first.id
        rows = unit.session.scalars(
            select(Row)
            .where(Row.org_id == org_id, Row.channel_id == first.channel_id, same, _sendable(EARLY))
            .order_by(Row.id)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        ).all()
        if not rows:
            return None
        channel = unit.find(NotificationChannel, first.channel_id)
        reader = people(unit, channel.user_id)
        if not reader or not channel.is_active:
            _bury(rows, Invalid(N_("The channel is switched off, or its owner has left.")))
            return None
        if rows[0].attempts >= MOST:
            _bury(rows, AppError())
            return None
        return _parcel(unit, list(rows), channel, reader[0])


def _bury(rows: Sequence[Row], why: AppError) -> None:
    for row in rows:
        row.status, row.error = SendingStatus.DEAD, why.kept()


def _parcel(unit: Work, rows: list[Row], channel: NotificationChannel, reader: Person) -> Parcel:
    interrupted = any(row.status == SendingStatus.SENDING for row in rows)
    for row in rows:
        row.status, row.claimed_at, row.attempts = SendingStatus.SENDING, clock.now(), row.attempts + 1
    with speaking(reader.locale):
        lines = [
            write(told, alert, reader.hours.zone)
            for told, alert in unit.session.execute(
                select(Notification, Alert)
                .outerjoin(Alert, and_(Alert.org_id == Notification.org_id, Alert.id == Notification.alert_id))
                .where(
                    Notification.org_id == unit.org_id,
                    Notification.id.in_([row.notification_id for row in rows]),
                )
                .order_by(Notification.created_at, Notification.id)
            )
        ]
    letter = Letter(
        id=rows[0].id,
        org=unit.session.get_one(Org, unit.org_id).name,
        lines=lines,
        is_digest=rows[0].digest_for is not None,
        repeated=interrupted,
    )
    return Parcel(
        [row.id for row in rows], _opened(channel), letter, reader.locale, max(row.attempts for row in rows)
    )


def _opened(channel: NotificationChannel) -> Way:
    place = (channel.org_id, channel.id)
    secret = unseal(channel.secret, *place, "secret") if channel.secret else ""
    return Way(ChannelKind(channel.kind), unseal(channel.address, *place, "address"), secret)


def _note_sent(org_id: UUID, parcel: Parcel) -> None:
    with work(org_id) as unit:
        for row in _claimed(unit, parcel):
            row.status, row.sent_at, row.error = SendingStatus.SENT, clock.now(), None
        resolve_alert(unit, UNDELIVERED)


def _note_trouble(org_id: UUID, parcel: Parcel, trouble: AppError, *, last: bool) -> None:
    """Try again in a while what may get better; what will not, or did not, is dead, with its reason."""
    over = last or not isinstance(trouble, Unready)
    with work(org_id) as unit:
        rows = _claimed(unit, parcel)
        for row in rows:
            row.error = trouble.kept()
            if over:
                row.status = SendingStatus.DEAD
            else:
                delay_s = RETRY_S[min(parcel.attempt, len(RETRY_S)) - 1]
                row.status, row.due_at = SendingStatus.WAITING, clock.now() + timedelta(seconds=delay_s)
        if not over and rows:
            unit.enqueue(DELIVER, rows[0].id, delay_s=delay_s)
        unit.session.flush()
        if over and _reached_nobody(unit, rows):
            raise_alert(
                unit,
                UNDELIVERED,
                UNDELIVERED,
                Severity.ERROR,
                N_("An alert reached nobody outside the app. Check the channels on the Notifications screen."),
            )


def _claimed(unit: Work, parcel: Parcel) -> list[Row]:
    return list(
        unit.session.scalars(
            select(Row)
            .where(Row.org_id == unit.org_id, Row.id.in_(parcel.deliveries), Row.status == SendingStatus.SENDING)
            .order_by(Row.id)
            .with_for_update()
        )
    )


def _reached_nobody(unit: Work, rows: list[Row]) -> bool:
    """Whether one of these was of an alert all of whose deliveries, to anybody, are dead now."""
    mine = select(Notification.key).where(
        Notification.org_id == unit.org_id,
        Notification.id.in_([row.notification_id for row in rows]),
        Notification.alert_id.is_not(None),
        Notification.kind != UNDELIVERED,
    )
    alive = func.count().filter(Row.status != SendingStatus.DEAD)
    found = (
        select(Notification.key)
        .join(Row, and_(Row.org_id == Notification.org_id, Row.notification_id == Notification.id))
        .where(Notification.org_id == unit.org_id, Notification.key.in_(mine))
        .group_by(Notification.key)
        .having(alive == 0)
    )
    return unit.session.scalars(found.limit(1)).first() is not None
