"""What row-level security costs on the dashboard's own statements, and whether their plans stay sharp.

Each statement of a cold dashboard is taken down with its values and asked again: as the application's role in
its org's context, and as a superuser whom no policy holds. Both name the org in their conditions.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import event, make_url

from bench.dashboard_world import Tenant, superuser
from db.session import engine
from engine import dashboard
from engine.core.cache import touch
from settings import settings

ROUNDS = 60
Said = list[tuple[str, Any]]


def isolation(tenants: list[Tenant]) -> dict[str, Any]:
    """Milliseconds of all statements together, held and free, and what EXPLAIN says of the plans."""
    tenant = tenants[1]
    touch(tenant.org_id, "figures", "org")
    with taken_down() as cold:
        dashboard.dashboard(tenant.org_id)
    campaign = next(row for row in dashboard.dashboard(tenant.org_id)["active_campaigns"])
    with taken_down() as deep:
        dashboard.campaign_children(tenant.org_id, UUID(campaign["id"]), dashboard.span(tenant.org_id))
    with application() as held, superuser() as free:
        held.execute(f"SET \"app.org_id\" = '{tenant.org_id}'")
        dashboard_cost = compared(held, free, cold)
        drill_cost = compared(held, free, deep)
        plans = [plan(held, statement, values) for statement, values in cold + deep]
    raw = next(one for one in plans if "ad_metrics" in one)
    rolled = next(one for one in plans if "metric_rollups" in one)
    return {
        "statements": len(cold),
        "dashboard": dashboard_cost,
        "drill_down": drill_cost,
        "partitions_read": len(set(re.findall(r"ad_metrics_y\d{4}m\d{2}", raw))),
        "raw_by_index": "Seq Scan on ad_metrics" not in raw,
        "rollups_by_index": "Seq Scan on metric_rollups" not in rolled,
    }


def compared(held: Any, free: Any, said: Said) -> dict[str, float]:
    """The sum over the statements of the medians of each, by turns on both connections."""
    sums = {"held": 0.0, "free": 0.0}
    for statement, values in said:
        times: dict[str, list[float]] = {"held": [], "free": []}
        for _ in range(ROUNDS):
            for name, connection in (("held", held), ("free", free)):
                begun = time.perf_counter()
                connection.execute(statement, values).fetchall()
                times[name].append((time.perf_counter() - begun) * 1000)
        for name, measured in times.items():
            sums[name] += median(measured)
    return sums


def plan(connection: Any, statement: str, values: Any) -> str:
    """The plan as text."""
    return "\n".join(row[0] for row in connection.execute("EXPLAIN (ANALYZE) " + statement, values))


def application() -> psycopg.Connection[Any]:
    """A connection as the application's role."""
    url = make_url(settings().app_dsn)
    return psycopg.connect(
        host=str(settings().run_dir),
        user=url.username,
        password=url.password,
        dbname=url.database,
        autocommit=True,
    )


@contextmanager
def taken_down() -> Iterator[Said]:
    """The statements of the block with their values, as they reach the driver."""
    said: Said = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        said.append((statement, values))

    event.listen(engine(), "before_cursor_execute", note)
    yield said
    event.remove(engine(), "before_cursor_execute", note)
