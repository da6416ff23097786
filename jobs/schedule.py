"""The timetable, to be read aloud. Times are those of `CMIS_SCHEDULE_ZONE`, UTC unless set."""

from typing import NamedTuple

from db.kinds import DataType
from engine.syncs import TIMETABLE


class Tick(NamedTuple):
    """A job that the clock asks for, by its id."""

    id: str
    cron: str
    job: str


TICKS = (
    Tick("tick-metrics", TIMETABLE[DataType.METRICS], "jobs.syncs.tick_metrics"),
    Tick("tick-campaigns", TIMETABLE[DataType.CAMPAIGNS], "jobs.syncs.tick_campaigns"),
    Tick("tick-all", TIMETABLE[DataType.ALL], "jobs.syncs.tick_all"),
    Tick("tick-reap", "* * * * *", "jobs.syncs.reap"),
    Tick("tick-posts", "* * * * *", "jobs.posts.tick"),
    Tick("tick-budgets", "*/5 * * * *", "jobs.budgets.tick"),
    Tick("tick-launches", "* * * * *", "jobs.campaigns.take_up"),
    Tick("tick-batches", "* * * * *", "jobs.batches.take_up"),
    Tick("tick-outbox", "* * * * *", "jobs.events.sweep"),
    Tick("tick-notifications", "* * * * *", "jobs.notifications.tick"),
    Tick("tick-forget", "40 1 * * *", "jobs.notifications.forget"),
    Tick("tick-webhooks", "*/10 * * * *", "jobs.webhooks.take_up"),
    Tick("tick-subscriptions", "* * * * *", "jobs.subscriptions.take_up"),
    Tick("tick-cache", "*/10 * * * *", "jobs.cache.tick"),
    Tick("tick-tokens", "*/5 * * * *", "jobs.tokens.tick"),
    Tick("tick-partitions", "30 1 * * *", "jobs.partitions.ensure"),
    Tick("tick-learning", "10 3 * * *", "jobs.learning.tick"),
    Tick("tick-events", "40 1 * * *", "jobs.events.trim"),
)
