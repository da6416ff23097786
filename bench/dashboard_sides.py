"""What is timed of the dashboard: the engine cold and kept, the API, the policies, the screen in a browser.

Run by `bench.dashboard` in a process whose settings point at the benchmark's own Postgres and Redis; the
figures leave as one line of JSON.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any

import httpx
from sqlalchemy import event, text

from bench.dashboard_screen import screen
from bench.dashboard_world import Tenant, fill, make_tenants
from bench.isolation import isolation
from db import migrate
from db.session import engine, session
from engine import dashboard
from engine.core.cache import touch
from engine.core.clock import today
from settings import settings
from tests.site import serving

# The totals of the dashboard as they would be asked of the raw rows, ads and campaigns mixed as they are stored.
RAW = text(
    "SELECT date, platform, currency, sum(spend_micros), sum(conversion_value_micros), sum(impressions), "
    "sum(clicks), sum(conversions) FROM ad_metrics WHERE org_id = :org_id AND entity_level = 'ad' "
    "AND date >= :since AND date < :until GROUP BY date, platform, currency"
)
ROLLED = text(str(RAW).replace("ad_metrics", "metric_rollups").replace("AND entity_level = 'ad' ", ""))


def timed_ms(call: Callable[..., object], *facts: object) -> float:
    """How long one call takes."""
    begun = time.perf_counter()
    call(*facts)
    return (time.perf_counter() - begun) * 1000


def spread(times: list[float]) -> dict[str, float]:
    """The median and the 95th percentile."""
    return {"p50": median(times), "p95": quantiles(times, n=20)[-1], "n": len(times)}


def in_engine(tenants: list[Tenant]) -> dict[str, Any]:
    """Cold (nothing kept), kept, and how many statements a cold one takes."""
    for tenant in tenants:  # connections opened, plans made, pages read
        dashboard.dashboard(tenant.org_id)
    cold: list[float] = []
    for tenant in tenants * 5:
        touch(tenant.org_id, "figures")
        cold.append(timed_ms(dashboard.dashboard, tenant.org_id))
    kept = [timed_ms(dashboard.dashboard, tenant.org_id) for tenant in tenants * 25]
    touch(tenants[0].org_id, "figures", "org")
    with counted() as said:
        dashboard.dashboard(tenants[0].org_id)
    return {"cold": spread(cold), "kept": spread(kept), "statements": len(said)}


def over_http(tenants: list[Tenant], home: str) -> dict[str, Any]:
    """The same through the web process, by API key: cold after a touch, then kept."""
    cold: list[float] = []
    kept: list[float] = []
    with httpx.Client(base_url=home, trust_env=False, timeout=30) as client:
        for tenant in tenants * 6:
            touch(tenant.org_id, "figures")
            address, key = f"/api/orgs/{tenant.org_id}/dashboard", {"X-API-Key": tenant.key}
            for times in (cold, kept):
                begun = time.perf_counter()
                answer = client.get(address, headers=key)
                times.append((time.perf_counter() - begun) * 1000)
                assert answer.status_code == 200, answer.text
    return {"cold": spread(cold[len(tenants) :]), "kept": spread(kept[len(tenants) :])}


def without_rollups(tenants: list[Tenant]) -> dict[str, Any]:
    """The one question behind the totals, asked of the raw rows and of the rollups, by turns."""
    span = dashboard.span(tenants[0].org_id, count=60)
    times: dict[str, list[float]] = {"raw": [], "rolled": []}
    for tenant in tenants * 3:
        facts = {"org_id": tenant.org_id, "since": span.since, "until": span.until}
        for name, question in (("raw", RAW), ("rolled", ROLLED)):
            with session(tenant.org_id) as reader:
                reader.execute(text("SELECT 1"))
                times[name].append(timed_ms(reader.execute, question, facts))
    return {name: spread(measured) for name, measured in times.items()}


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the block."""
    said: list[str] = []

    def note(*facts: object) -> None:
        said.append(str(facts[2]))

    event.listen(engine(), "before_cursor_execute", note)
    yield said
    event.remove(engine(), "before_cursor_execute", note)


def main() -> None:
    """Fill, measure, print."""
    migrate.upgrade()
    tenants = make_tenants()
    rows = fill(today("Asia/Riyadh"))
    found: dict[str, Any] = {"rows": rows, "engine": in_engine(tenants), "raw": without_rollups(tenants)}
    found["isolation"] = isolation(tenants)
    with serving(settings().data_dir / "web.log") as home:
        found["http"] = over_http(tenants, home)
        found["screen"] = screen(tenants[0], home)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
