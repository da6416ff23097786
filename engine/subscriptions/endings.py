"""When a subscription is switched off, by a person or because its address is broken, and on again."""

from sqlalchemy import cast, update
from sqlalchemy.dialects.postgresql import JSONB

from db.kinds import MessageStatus, Severity, SubscriptionStatus
from db.models import WebhookMessage, WebhookSubscription
from engine.alerts import raise_alert, resolve_alert
from engine.core import clock
from engine.core.errors import AppError
from engine.core.i18n import N_
from engine.core.work import Work
from engine.subscriptions.tries import Outcome, host

STOPPED = N_("The subscription was switched off before this was sent. Switch it on, then send it again.")
MISSED = N_(
    "{host} did not take a webhook within three days. Repair it, then send what failed again on the Outbound "
    "webhooks screen."
)
DISABLED = N_(
    "Webhooks to {host} are switched off: {days} days without a success. Repair it, then switch them on again."
)
GONE = N_("Webhooks to {host} are switched off: it answered 410. Remove the subscription, or switch it on again.")


def pause(unit: Work, row: WebhookSubscription) -> None:
    """A person wants it quiet."""
    _stop(unit, row, SubscriptionStatus.PAUSED)
    settle(unit, row)


def disable(unit: Work, row: WebhookSubscription, reason: AppError) -> None:
    """It is of no use to go on: somebody should know."""
    row.reason = reason.kept()
    _stop(unit, row, SubscriptionStatus.DISABLED)
    _warn(unit, row, Severity.ERROR, reason)


def resume(unit: Work, row: WebhookSubscription) -> None:
    """From now on it is told again; what happened in between is not."""
    row.status, row.reason, row.listens_since = SubscriptionStatus.ACTIVE, None, clock.now()
    settle(unit, row)


def settle(unit: Work, row: WebhookSubscription) -> None:
    """It works, or is not asked to: nothing is known against it any more."""
    if row.failures:
        row.failures, row.failing_since, row.rests_until = 0, None, None
        resolve_alert(unit, _cause(row))


def warn_of_loss(unit: Work, row: WebhookSubscription) -> None:
    """A message was given up."""
    _warn(unit, row, Severity.WARNING, AppError(MISSED, host=host(row.url)))


def _warn(unit: Work, row: WebhookSubscription, severity: Severity, reason: AppError) -> None:
    raise_alert(unit, "webhook_failing", _cause(row), severity, reason.message, subject=row.id, **reason.facts)


def _cause(row: WebhookSubscription) -> str:
    return f"subscription:{row.id}"


def _stop(unit: Work, row: WebhookSubscription, status: SubscriptionStatus) -> None:
    """What waits is failed and says so, so that it can be sent again later."""
    row.status = status
    note = Outcome(clock.now(), 0, error=AppError(STOPPED)).kept()
    unit.session.execute(
        update(WebhookMessage)
        .where(
            WebhookMessage.org_id == unit.org_id,
            WebhookMessage.subscription_id == row.id,
            WebhookMessage.status == MessageStatus.WAITING,
        )
        .values(
            status=MessageStatus.FAILED,
            next_at=None,
            tries=WebhookMessage.tries.op("||")(cast([note], JSONB)),
        )
        .execution_options(synchronize_session=False)
    )
