"""How an alert opens, grows louder and ends by itself; whoever knows the cause calls this."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from db.kinds import AlertAction, AlertStatus, Severity
from db.models import Alert, AlertChange
from engine.core import clock
from engine.core.queue import EVENTS
from engine.core.work import Work

LOUDNESS = {Severity.CRITICAL: 0, Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFO: 3}
# Word for word as the index has it: a parameter in its place is no proof to a statement that is prepared.
OPEN = text("status <> 'resolved'")
TELL = "jobs.notifications.tell"


def raise_alert(
    unit: Work,
    kind: str,
    dedupe_key: str,
    severity: Severity,
    message: str,
    *,
    integration_id: UUID | None = None,
    ad_campaign_id: UUID | None = None,
    campaign_id: UUID | None = None,
    subject: object = None,
    **facts: Any,
) -> None:
    """Open an alert, or refresh the one already open for that cause. `message` is a catalogue sentence.

    People are told when it opens and each time it grows louder, which also takes it out of a snooze.
    `campaign_id` is one of ours, `ad_campaign_id` a platform's; `subject` is what names anything else: the id of
    a post or a subscription, a listener.
    """
    if subject:
        facts["subject"] = str(subject)
    said = {"severity": severity, "message": message, "facts": facts}
    about = {"integration_id": integration_id, "ad_campaign_id": ad_campaign_id, "campaign_id": campaign_id}
    while (row := _open(unit, dedupe_key)) is None:  # somebody else may open or close it in between
        if opened := _insert(unit, kind=kind, dedupe_key=dedupe_key, **said, **about):
            ring(unit, unit.find(Alert, opened), AlertAction.OPENED)
            return
    rose = LOUDNESS[severity] < LOUDNESS[Severity(row.severity)]
    row.severity, row.message, row.facts, row.updated_at = severity, message, facts, clock.now()
    if rose:
        row.rung += 1
        row.status, row.snoozed_until, row.handled_by = AlertStatus.OPEN, None, None
        ring(unit, row, AlertAction.ROSE)


def resolve_alert(unit: Work, dedupe_key: str) -> bool:
    """The cause is gone: close its open alert; whether there was one."""
    if row := _open(unit, dedupe_key):
        close(unit, row)
    return row is not None


def close(unit: Work, row: Alert) -> None:
    """End an alert, by whoever acts."""
    row.status, row.resolved_at, row.snoozed_until = AlertStatus.RESOLVED, clock.now(), None
    note(unit, row, AlertAction.RESOLVED)


def ring(unit: Work, row: Alert, action: AlertAction) -> None:
    """It calls for somebody: note why, and have people told, which is a job of a higher layer."""
    note(unit, row, action)
    unit.enqueue(TELL, row.id, queue=EVENTS)


def note(unit: Work, row: Alert, action: AlertAction) -> None:
    """One more line of its history."""
    unit.add(
        AlertChange(
            org_id=unit.org_id,
            id=uuid7(),
            alert_id=row.id,
            action=action,
            actor=unit.actor.name,
            user_id=unit.actor.user_id,
            severity=row.severity,
            snoozed_until=row.snoozed_until,
            created_at=clock.now(),
        )
    )


def _open(unit: Work, dedupe_key: str) -> Alert | None:
    return unit.session.scalars(
        select(Alert)
        .where(Alert.org_id == unit.org_id, Alert.dedupe_key == dedupe_key, Alert.status != AlertStatus.RESOLVED)
        .with_for_update()
    ).one_or_none()


def _insert(unit: Work, **values: Any) -> UUID | None:
    """The id of the new alert; none when there is an open one by now."""
    statement = insert(Alert).values(org_id=unit.org_id, id=uuid7(), created_at=clock.now(), **values)
    return unit.session.scalar(
        statement.on_conflict_do_nothing(
            index_elements=[Alert.org_id, Alert.dedupe_key], index_where=OPEN
        ).returning(Alert.id)
    )
