"""An alert, or something that merely happened, becomes one notification for each person, once for each key.

Everything is decided here and written in one transaction: who sees it, on which channels it leaves, and when.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from db.kinds import AlertStatus, ChannelKind, Severity
from db.models import Alert, Notification, NotificationChannel, NotificationDelivery, NotificationPreference
from engine.core import clock
from engine.core.work import Work, work
from engine.notifications.opening import open_channel
from engine.notifications.people import Person, people
from settings import settings

DELIVER = "jobs.notifications.deliver"
KEPT = timedelta(days=180)


def announce(
    unit: Work,
    kind: str,
    severity: Severity,
    message: str,
    *,
    key: str,
    only: UUID | None = None,
    **facts: Any,
) -> None:
    """Tell the org's people, or one of them, something that is not an alert; the same `key` again tells nobody.

    `message` is a catalogue sentence, kept with its facts and said in each reader's own language.
    """
    _tell(unit, only=only, kind=kind, severity=severity, message=message, facts=facts, key=key)


def tell_of_alert(org_id: UUID, alert_id: UUID) -> None:
    """Tell the org's people of an alert that opened, grew louder or returned; each of these once."""
    with work(org_id) as unit:
        row = unit.find(Alert, alert_id)
        if row.status in (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED):
            _tell(
                unit,
                kind=row.kind,
                severity=Severity(row.severity),
                message=row.message,
                facts=row.facts,
                key=f"alert:{row.id}:{row.rung}",
                alert_id=row.id,
            )


def forget_old(org_id: UUID) -> int:
    """Delete what was told half a year ago, with its deliveries; how many messages. Alerts keep their history."""
    with work(org_id) as unit:
        old = delete(Notification).where(
            Notification.org_id == org_id, Notification.created_at < clock.now() - KEPT
        )
        return len(unit.session.scalars(old.returning(Notification.id)).all())


def _tell(unit: Work, *, kind: str, severity: Severity, only: UUID | None = None, **said: Any) -> None:
    now = clock.now()
    for person in people(unit, only):
        _settle(unit, person)
        statement = insert(Notification).values(
            org_id=unit.org_id,
            id=uuid7(),
            user_id=person.user_id,
            kind=kind,
            severity=severity,
            in_app=person.sees(kind, severity),
            created_at=now,
            **said,
        )
        told = unit.session.scalar(statement.on_conflict_do_nothing().returning(Notification.id))
        if told is None:
            continue
        for channel in person.reached_by(kind, severity):
            plan(unit, told, person=person, channel=channel, severity=severity, moment=now)


def _settle(unit: Work, person: Person) -> None:
    """Whoever has chosen nothing yet has a mailbox, where there is a mail server; what they remove stays away."""
    if person.has_chosen or not settings().smtp.host:
        return
    statement = insert(NotificationPreference).values(org_id=unit.org_id, user_id=person.user_id)
    first = statement.on_conflict_do_nothing().returning(NotificationPreference.user_id)
    if unit.session.scalar(first):
        person.channels.append(open_channel(unit, person.user_id, ChannelKind.EMAIL, person.email))


def plan(
    unit: Work,
    notification_id: UUID,
    *,
    person: Person,
    channel: NotificationChannel,
    severity: Severity,
    moment: datetime,
) -> None:
    """One message on one channel: at once by a job, later by the clock."""
    due_at, digest_for = person.due(channel.pace, severity, moment)
    row = unit.add(
        NotificationDelivery(
            org_id=unit.org_id,
            id=uuid7(),
            notification_id=notification_id,
            channel_id=channel.id,
            due_at=due_at,
            digest_for=digest_for,
            created_at=moment,
        )
    )
    if due_at <= moment:
        unit.enqueue(DELIVER, row.id)
