"""What the house measures of itself, as Prometheus reads it.

Of this process: requests by route, and statements by how long they took. Of all processes, through Redis: jobs,
listeners and syncs with their outcomes, what was read from the cache, and what waits in the queues. Which parts
stand is asked at each reading.
"""

import time
from collections.abc import Iterable, Iterator
from typing import Any, cast

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from redis.exceptions import RedisError
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from engine.core.cache import AREAS, ahead
from engine.core.cache.counts import READS, TALLY
from engine.core.queue import QUEUES
from engine.core.store import redis
from engine.core.tallies import read_tallies
from engine.readiness import READY, WORKERS_KEY, list_parts

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
REGISTRY = CollectorRegistry()
REQUESTS = Histogram(
    "cmis_http_request_seconds",
    "Requests of the API by route, method and status.",
    ["route", "method", "status"],
    buckets=BUCKETS,
    registry=REGISTRY,
)
QUERIES = Histogram(
    "cmis_db_query_seconds",
    "SQL statements of this process by their first word.",
    ["verb"],
    buckets=(0.001, *BUCKETS),
    registry=REGISTRY,
)
FAMILIES = {
    ahead.TALLY: ("cmis_cache_ahead_seconds", "Answers made anew before somebody asked, by area.", ["area"]),
    "jobs": ("cmis_job_seconds", "Jobs by name and outcome.", ["job", "outcome"]),
    "listeners": ("cmis_listener_seconds", "Events heard, by listener and outcome.", ["listener", "outcome"]),
    "syncs": ("cmis_sync_seconds", "Syncs that ended, by platform and outcome.", ["platform", "outcome"]),
}
VERBS = frozenset({"select", "insert", "update", "delete", "with", "copy"})


class House:
    """What is found out at each reading."""

    def collect(self) -> Iterable[Metric]:
        """The families; those that Redis holds are left out while it is down, which `cmis_ready` tells."""
        ready = GaugeMetricFamily("cmis_ready", "Whether a part of the house stands.", labels=["part"])
        for part in list_parts():
            ready.add_metric([part.name], float(part.status == READY))
        yield ready
        try:
            yield from [*_tallied(), _cached(), *_queued()]
        except RedisError:
            return


REGISTRY.register(House())


def exposition() -> bytes:
    """Everything in Prometheus' text format."""
    return generate_latest(REGISTRY)


def _tallied() -> Iterator[Metric]:
    for family, (name, says, labels) in FAMILIES.items():
        metric = SummaryMetricFamily(name, says, labels=labels)
        for tally in read_tallies(family):
            values = [tally.labels.get(label, "") for label in labels]
            metric.add_metric(values, count_value=tally.count, sum_value=tally.seconds)
        yield metric


def _cached() -> Metric:
    """Reads of each area, also of those that nobody has read yet: a rate needs a beginning."""
    says = "Reads of the cache by area and outcome: found, not found, given although stale."
    metric = CounterMetricFamily("cmis_cache_reads", says, labels=["area", "outcome"])
    found = {(tally.labels["area"], tally.labels["outcome"]): tally.count for tally in read_tallies(TALLY)}
    for area in AREAS:
        for outcome in READS:
            metric.add_metric([area, outcome], found.get((area, outcome), 0))
    return metric


def _queued() -> Iterator[Metric]:
    depth = GaugeMetricFamily("cmis_queue_jobs", "Jobs that wait, by queue.", labels=["queue"])
    failed = GaugeMetricFamily("cmis_queue_failed_jobs", "Jobs that failed for good, by queue.", labels=["queue"])
    for name in QUEUES:
        depth.add_metric([name], redis().llen(f"rq:queue:{name}"))
        failed.add_metric([name], redis().zcard(f"rq:failed:{name}"))
    names = cast("Iterable[bytes]", redis().smembers(WORKERS_KEY))
    alive = sum(1 for name in names if redis().exists(name))
    yield from (depth, failed, GaugeMetricFamily("cmis_workers", "Workers that are alive.", value=alive))


@event.listens_for(Engine, "before_cursor_execute")
def _begin(connection: Connection, *_: Any) -> None:
    connection.info["begun"] = time.perf_counter()


@event.listens_for(Engine, "after_cursor_execute")
def _end(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    if begun := connection.info.pop("begun", None):
        verb = statement.split(None, 1)[0].lower() if statement.strip() else ""
        QUERIES.labels(verb if verb in VERBS else "other").observe(time.perf_counter() - begun)
