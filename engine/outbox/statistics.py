"""How long each listener takes: of its own, and from the event's commit until it was done."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.kinds import DeliveryStatus
from db.models import OutboxDelivery
from db.session import tenant
from engine.core.cache import read

DAY = timedelta(days=1)
SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


@read
def listener_times(session: Session, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Per listener, of what ended in these days: `{listener, done, dead, retried, duration_ms, took_ms}`.

    Both times are `{p50, p95, p99}` in milliseconds, of deliveries that were done: `duration_ms` of the attempt
    that succeeded, `took_ms` from the moment the event was stated, right before its commit.
    """
    done = OutboxDelivery.status == DeliveryStatus.DONE
    took = func.extract("epoch", OutboxDelivery.finished_at - OutboxDelivery.created_at) * 1000
    times = [
        func.percentile_cont(list(SHARES.values())).within_group(column).filter(done)
        for column in (OutboxDelivery.duration_ms, took)
    ]
    rows = session.execute(
        select(
            OutboxDelivery.target,
            func.count().filter(done),
            func.count().filter(OutboxDelivery.status == DeliveryStatus.DEAD),
            func.count().filter(done, OutboxDelivery.attempts > 1),
            *times,
        )
        .where(OutboxDelivery.org_id == tenant(session), OutboxDelivery.event_id.is_not(None))
        .where(OutboxDelivery.finished_at >= since, OutboxDelivery.finished_at < until)
        .group_by(OutboxDelivery.target)
        .order_by(OutboxDelivery.target)
    )
    return [
        {
            "listener": listener,
            "done": well,
            "dead": dead,
            "retried": retried,
            "duration_ms": _named(duration),
            "took_ms": _named(whole),
        }
        for listener, well, dead, retried, duration, whole in rows
    ]


def _named(values: list[float] | None) -> dict[str, float | None]:
    return dict.fromkeys(SHARES) if values is None else dict(zip(SHARES, map(float, values), strict=True))
