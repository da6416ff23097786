"""What people do about an alert. Each act is a line of its history, and doing it twice changes nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from db.kinds import AlertAction, AlertStatus
from db.models import Alert
from engine.alerts.raising import close, note, ring
from engine.core import clock
from engine.core.errors import Conflict, Invalid
from engine.core.i18n import N_
from engine.core.work import Work, work

LONGEST_SNOOZE = timedelta(days=90)
_OVER = N_("This alert is resolved. Reopen it first.")


def acknowledge(unit: Work, alert_id: UUID) -> None:
    """Somebody looks after it. Conflict when it is resolved."""
    row = _unresolved(unit, alert_id)
    if row.status == AlertStatus.ACKNOWLEDGED:
        return
    row.status, row.snoozed_until, row.handled_by = AlertStatus.ACKNOWLEDGED, None, unit.actor.user_id
    note(unit, row, AlertAction.ACKNOWLEDGED)


def snooze(unit: Work, alert_id: UUID, until: datetime) -> None:
    """Out of sight until that moment, when it returns by itself. Invalid when that is past or too far away."""
    if until.tzinfo is None:
        raise Invalid(N_("Give the moment with its time zone, such as 2026-11-27T09:00:00+03:00."))
    if not clock.now() < until <= clock.now() + LONGEST_SNOOZE:
        raise Invalid(N_("An alert is snoozed until a moment to come, {days} days from now at most."), days=90)
    row = _unresolved(unit, alert_id)
    if (row.status, row.snoozed_until) == (AlertStatus.SNOOZED, until):
        return
    row.status, row.snoozed_until, row.handled_by = AlertStatus.SNOOZED, until, unit.actor.user_id
    note(unit, row, AlertAction.SNOOZED)


def resolve(unit: Work, alert_id: UUID) -> None:
    """It is settled; should the cause still be there, whoever watches it raises a new one."""
    row = unit.find(Alert, alert_id, lock=True)
    if row.status != AlertStatus.RESOLVED:
        row.handled_by = unit.actor.user_id
        close(unit, row)


def reopen(unit: Work, alert_id: UUID) -> None:
    """Not settled after all. Conflict when the same cause has opened another one since."""
    row = unit.find(Alert, alert_id, lock=True)
    if row.status == AlertStatus.OPEN:
        return
    if row.status == AlertStatus.RESOLVED and _has_successor(unit, row):
        raise Conflict(N_("The same cause has opened a newer alert. Look after that one."))
    row.status, row.snoozed_until, row.resolved_at = AlertStatus.OPEN, None, None
    row.handled_by = unit.actor.user_id
    note(unit, row, AlertAction.REOPENED)


def wake(org_id: UUID) -> int:
    """Bring snoozed alerts back whose time has come, and have people told again; how many."""
    with work(org_id) as unit:
        rows = unit.session.scalars(
            select(Alert)
            .where(Alert.org_id == org_id, Alert.status == AlertStatus.SNOOZED, Alert.snoozed_until <= clock.now())
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.status, row.snoozed_until = AlertStatus.OPEN, None
            row.rung += 1
            ring(unit, row, AlertAction.RETURNED)
    return len(rows)


def _unresolved(unit: Work, alert_id: UUID) -> Alert:
    row = unit.find(Alert, alert_id, lock=True)
    if row.status == AlertStatus.RESOLVED:
        raise Conflict(_OVER)
    return row


def _has_successor(unit: Work, row: Alert) -> bool:
    newer = select(Alert.id).where(
        Alert.org_id == unit.org_id, Alert.dedupe_key == row.dedupe_key, Alert.status != AlertStatus.RESOLVED
    )
    return unit.session.scalars(newer.limit(1)).first() is not None
