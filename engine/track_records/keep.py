"""Measuring every subject of an org, and what the screens and the API show of it.

Each subject is counted anew from rows and replaces its last record in one transaction, so that a worker may die
anywhere and the next night, or the job's next attempt, finds nothing half done.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import TrackRecord
from db.session import org_ids, tenant
from engine.core import clock
from engine.core.cache import read
from engine.core.periods import Days
from engine.core.work import Work, work
from engine.track_records.forecasts import budget_forecasts
from engine.track_records.measured import Measured
from engine.track_records.ranges import expected_ranges
from engine.track_records.times import best_times

JOB = "jobs.learning.measure"
SUBJECTS: tuple[Callable[[Work], list[Measured]], ...] = (expected_ranges, budget_forecasts, best_times)


def plan() -> int:
    """Have every org measured, each by a job of its own; how many."""
    orgs = org_ids()
    for org_id in orgs:
        with work(org_id) as unit:
            unit.enqueue(JOB, queue="ai")
    return len(orgs)


def measure(org_id: UUID) -> None:
    """Count how often what we told came true; twice is once."""
    for subject in SUBJECTS:
        with work(org_id) as unit:
            for one in subject(unit):
                _keep(unit, one)


def _keep(unit: Work, one: Measured) -> None:
    values = {
        "since": one.days.since,
        "until": one.days.until,
        "cases": one.cases,
        "hits": one.hits,
        "promised": one.promised,
        "figures": one.figures,
        "measured_at": clock.now(),
    }
    statement = insert(TrackRecord).values(org_id=unit.org_id, subject=one.subject, part=one.part, **values)
    unit.session.execute(
        statement.on_conflict_do_update(index_elements=["org_id", "subject", "part"], set_=values)
    )


@read
def list_track_records(session: Session) -> list[dict[str, Any]]:
    """`[{subject, part, since, last, cases, hits, share, promised, figures, measured_at}]`, by subject and part.

    expected_range   of a metric's figures with a range, those inside; figures: above, below
    budget_forecast  of budgets expected not to suffice, those used up in time; figures: untested, measured,
                     within_range, promised_range, median_off
    best_time        of posts at proposed times, those above usual; figures: lift, others, others_better,
                     others_lift

    `share` is hits / cases, None without a case; `lift` 1.2 is 20 % above usual; `median_off` is a share of what
    was expected, where nothing cut spending short (`measured` of the cases).
    """
    rows = session.scalars(
        select(TrackRecord)
        .where(TrackRecord.org_id == tenant(session))
        .order_by(TrackRecord.subject, TrackRecord.part)
    )
    return [
        {
            "subject": row.subject,
            "part": row.part or None,
            "since": str(row.since),
            "last": str(Days(row.since, row.until).last),
            "cases": row.cases,
            "hits": row.hits,
            "share": row.hits / row.cases if row.cases else None,
            "promised": row.promised,
            "figures": row.figures,
            "measured_at": row.measured_at.isoformat(),
        }
        for row in rows
    ]
