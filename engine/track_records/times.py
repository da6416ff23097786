"""Best posting times: posts that were published at a time proposed before them, against the org's other posts."""

from datetime import timedelta

from db.kinds import Advice
from engine.core import clock
from engine.core.periods import Days
from engine.core.work import Work
from engine.posts.advice import HISTORY, read_seen
from engine.science.best_times import SETTLED, backtest
from engine.track_records.measured import Measured

WINDOW = timedelta(days=90)


def best_times(unit: Work) -> list[Measured]:
    """One, over all profiles."""
    until = clock.today() - SETTLED
    days = Days(until - WINDOW, until)
    followed, others = backtest(read_seen(unit.session, HISTORY + WINDOW), days.since)
    return [
        Measured(
            Advice.BEST_TIME,
            days,
            followed.posts,
            followed.better,
            figures={
                "lift": followed.lift,
                "others": others.posts,
                "others_better": others.better,
                "others_lift": others.lift,
            },
        )
    ]
