"""Warnings that a budget would not suffice, whose period has ended: were they right, and how far off.

How far off is known only where spending went on to the last day: what was paused, by us or by its platform, when
its budget was gone proves that it was used up, and no more.
"""

from datetime import timedelta
from statistics import median

from sqlalchemy import select

from db.kinds import Advice, Verdict
from db.models import BudgetForecast
from engine.budgets import settle_forecasts
from engine.core import clock
from engine.core.periods import Days
from engine.core.work import Work
from engine.science.projections import WITHIN
from engine.track_records.measured import Measured

WINDOW = timedelta(days=365)


def budget_forecasts(unit: Work) -> list[Measured]:
    """One over all kinds of budgets: there are few warnings."""
    settle_forecasts(unit)
    until = clock.today()
    days = Days(until - WINDOW, until)
    ended = unit.session.scalars(
        select(BudgetForecast).where(
            BudgetForecast.org_id == unit.org_id,
            BudgetForecast.verdict.is_not(None),
            BudgetForecast.last >= days.since,
        )
    ).all()
    tested = [row for row in ended if row.verdict != Verdict.UNTESTED]
    # A daily budget comes back each morning, so nothing ends its month; nor did it end what did not come true.
    whole = [row for row in tested if row.kind == "daily" or row.verdict == Verdict.DID_NOT]
    offs = [abs((row.spent_micros or 0) / row.expected_micros - 1) for row in whole]
    return [
        Measured(
            Advice.BUDGET_FORECAST,
            days,
            len(tested),
            sum(row.verdict == Verdict.CAME_TRUE for row in tested),
            figures={
                "untested": len(ended) - len(tested),
                "measured": len(whole),
                "within_range": sum(row.low_micros <= (row.spent_micros or 0) <= row.high_micros for row in whole),
                "promised_range": WITHIN,
                "median_off": median(offs) if offs else None,
            },
        )
    ]
