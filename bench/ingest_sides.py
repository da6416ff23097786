"""The two sides of the ingest benchmark, and the dicts that both are given.

Each side is loaded three times: all new, the same again, and with 2 % of the rows restated.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

CAMPAIGNS, ADS = 100, 10
UNTIL = date(2026, 11, 1)
ROUNDS = ("new", "unchanged", "2 % restated")
CENTS = [Decimal(n) / 100 for n in range(1000)]

Row = dict[str, Any]


def days(rows: int) -> list[date]:
    """As many days as the rows take."""
    count = -(-rows // (CAMPAIGNS * (ADS + 1)))
    return [UNTIL - timedelta(days=back) for back in range(count, 0, -1)]


def total(rows: int) -> int:
    """How many rows that makes exactly."""
    return len(days(rows)) * CAMPAIGNS * (ADS + 1)


def figures(level: str, rows: int, restated: int) -> Iterator[Row]:
    """The dicts of one level; `restated` of a hundred differ from those of round 0."""
    names = [(f"c{c}", f"c{c}") for c in range(CAMPAIGNS)]
    if level == "ad":
        names = [(f"c{c}-a{a}", f"c{c}") for c in range(CAMPAIGNS) for a in range(ADS)]
    n = 0
    for day in days(rows):
        for external_id, campaign_id in names:
            n += 1
            size = n % 997 + (7 if n % 100 < restated else 0)
            yield {
                "level": level,
                "external_id": external_id,
                "campaign_id": campaign_id,
                "date": day,
                "impressions": size * 90,
                "clicks": size,
                "spend_micros": size * 410_000,
                "conversions": CENTS[size % 1000],
                "conversion_value_micros": size * 950_000,
                "reach": size * 60,
                "video_views": None,
            }


def ours(rows: int) -> dict[str, Any]:
    """Load through engine.metrics, as a sync does: one transaction a level."""
    from uuid_utils.compat import uuid7

    from db import migrate
    from db.kinds import Level
    from db.session import session
    from engine import metrics
    from engine.connectors import connector
    from engine.connectors.base import MetricRow
    from engine.core.periods import Days
    from engine.staging import Source

    migrate.upgrade()
    org_id, integration_id = uuid7(), uuid7()
    source = Source(integration_id, connector("meta").PLATFORM, "SAR")
    _account(org_id, integration_id, source)
    span = Days(days(rows)[0], UNTIL)

    def load(restated: int) -> int:
        written = 0
        for level in (Level.CAMPAIGN, Level.AD):
            with session(org_id) as writer:
                told = (MetricRow(**row | {"level": level}) for row in figures(level.value, rows, restated))
                written += metrics.load(writer, source, span, level, told).written
                writer.commit()
        return written

    return _rounds(load)


def _account(org_id: Any, integration_id: Any, source: Any) -> None:
    """The account that the figures are of: its org, its campaigns, its ads."""
    from db.kinds import EntityStatus, Level
    from db.models import Integration, Org
    from db.session import session
    from engine import entities
    from engine.connectors.base import EntityRow

    def listing() -> Iterator[EntityRow]:
        active = EntityStatus.ACTIVE
        for c in range(CAMPAIGNS):
            yield EntityRow(Level.CAMPAIGN, f"c{c}", None, f"Campaign {c}", active)
            yield EntityRow(Level.AD_SET, f"c{c}-s", f"c{c}", "Ad set", active)
            for a in range(ADS):
                yield EntityRow(Level.AD, f"c{c}-a{a}", f"c{c}-s", f"Ad {a}", active)

    with session(org_id) as writer:
        writer.add(Org(id=org_id, name="Bench"))
        writer.flush()
        writer.add(Integration(org_id=org_id, id=integration_id, platform="meta", name="Bench", access_token=""))
        writer.flush()
        entities.store(writer, source, listing())
        writer.commit()


def theirs(rows: int) -> dict[str, Any]:
    """Load through dlt: merge by upsert, CSV through COPY, the fastest way its documentation names."""
    import dlt
    from sqlalchemy import make_url

    from settings import settings

    url = make_url(settings().owner_dsn)
    # dlt wants a host; libpq goes by the one behind the question mark, the directory of the socket
    server = f"postgresql://{url.username}:{url.password}@localhost/{url.database}?host={settings().run_dir}"
    pipeline = dlt.pipeline(
        "ingest",
        destination=dlt.destinations.postgres(server),
        dataset_name="dlt_ingest",
        pipelines_dir=str(settings().data_dir / "dlt"),
    )

    def load(restated: int) -> int:
        told = dlt.resource(
            (row for level in ("campaign", "ad") for row in figures(level, rows, restated)),
            name="ad_metrics",
            primary_key=("level", "external_id", "date"),
            write_disposition={"disposition": "merge", "strategy": "upsert"},
        )
        pipeline.run(told, loader_file_format="csv").raise_on_failed_jobs()
        return total(rows)  # an upsert of dlt's writes every row every time

    return _rounds(load)


def _rounds(load: Callable[[int], int]) -> dict[str, Any]:
    taken: dict[str, Any] = {}
    for name, restated in zip(ROUNDS, (0, 0, 2), strict=True):
        began = time.perf_counter()
        written = load(restated)
        taken[name] = {"s": time.perf_counter() - began, "written": written}
    return taken | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    side, wanted = sys.argv[1:]
    print(json.dumps({"ours": ours, "theirs": theirs}[side](int(wanted))))
