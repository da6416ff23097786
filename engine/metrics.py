"""Brings figures in: a stream of platform rows becomes partitioned rows and rollups, in one statement.

The statement finds each entity's own id, compares with what is stored, and writes only the difference: the same
window twice writes nothing, so it leaves no dead rows either. A campaign's row is also its rollup, written from
the same difference.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from db.kinds import Level
from db.session import tenant
from engine.connectors.base import MetricRow
from engine.core.cache.tables import wrote
from engine.core.errors import PlatformError
from engine.core.periods import Days
from engine.staging import Counts, Source, readable, set_based, staging

FIGURES = (
    "impressions",
    "clicks",
    "spend_micros",
    "conversions",
    "conversion_value_micros",
    "reach",
    "video_views",
)
CHUNK_ROWS = 500  # a COPY message of some 40 kB


class Told(StrEnum):
    """What an answer speaks for, so what is zero when it does not hold it."""

    EVERYTHING = "everything"  # all entities on all days asked for
    DAYS = "days"  # the days it names, of the campaigns it names
    ROWS = "rows"  # nothing but its own rows


_COLUMNS = """
    level text NOT NULL, external_id text NOT NULL, date date NOT NULL,
    impressions bigint NOT NULL, clicks bigint NOT NULL, spend_micros bigint NOT NULL,
    conversions numeric(18, 4), conversion_value_micros bigint, reach bigint, video_views bigint"""

# `None` is NULL to this COPY: a row is formatted by one f-string, without a branch per figure.
_COPY = "COPY staged FROM STDIN WITH (FORMAT text, NULL 'None')"


def load(  # noqa: PLR0917 - whose, when, which and what
    session: Session,
    source: Source,
    days: Days,
    level: Level,
    rows: Iterable[MetricRow],
    speaks_for: Told = Told.EVERYTHING,
) -> Counts:
    """Store one answer; a complete one holds every row the platform has for these days at this level.

    Memory stays flat: rows are consumed as they come, in the caller's transaction. Stored rows that the answer
    no longer holds, of what it speaks for, are set to zero (the platform took the delivery back), unless their
    entity is gone there: then its history stays as last told.

    PlatformError when a row makes no sense or was not asked for.
    """
    platform = source.platform
    scope = {
        "org_id": tenant(session),
        "integration_id": source.integration_id,
        "level": level.value,
        "since": days.since,
        "until": days.until,
        "attribution": platform.attribution,
    }
    with staging(session, _COLUMNS) as cursor:
        with readable(source), cursor.copy(_COPY) as copy:
            for lines in _lines(rows):
                copy.write(lines)
        with set_based(cursor):
            if wrong := session.execute(_WRONG, scope).first():
                told = f"{wrong.level} {wrong.external_id} on {wrong.date}"
                raise PlatformError(platform=platform.name, detail=f"{told}: not asked for, or below zero")
            counts = Counts(*session.execute(_UPSERT[level, speaks_for], scope).one())
    if counts.written:
        wrote(session, "ad_metrics", "metric_rollups")
    return counts


def _lines(rows: Iterable[MetricRow]) -> Iterator[str]:
    """The rows as COPY text, some hundreds at a time. An id with a tab in it breaks the row's shape, loudly."""
    lines: list[str] = []
    for r in rows:
        lines.append(
            f"{r.level}\t{r.external_id}\t{r.date}\t{r.impressions}\t{r.clicks}\t{r.spend_micros}\t"
            f"{r.conversions}\t{r.conversion_value_micros}\t{r.reach}\t{r.video_views}\n"
        )
        if len(lines) == CHUNK_ROWS:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


def _list(prefix: str = "", suffix: str = "") -> str:
    return ", ".join(f"{prefix}{figure}{suffix}" for figure in FIGURES)


_WRONG = text(f"""
SELECT level, external_id, date FROM staged
WHERE level <> :level OR date < :since OR date >= :until OR least({_list()}) < 0
LIMIT 1""")

_OF_ITS_CAMPAIGN = "e JOIN ad_campaigns c ON c.org_id = e.org_id AND c.id = e.ad_campaign_id"
_ENTITIES = {
    Level.CAMPAIGN: "ad_campaigns e JOIN ad_campaigns c USING (org_id, id)",
    Level.AD_SET: f"ad_sets {_OF_ITS_CAMPAIGN}",
    Level.AD: f"ads {_OF_ITS_CAMPAIGN}",
}

_ROLLUPS = f""", rolled AS (
    INSERT INTO metric_rollups (org_id, ad_campaign_id, date, integration_id, platform, currency, {_list()})
    SELECT :org_id, campaign_id, date, :integration_id, platform, currency, {_list()} FROM difference
    ON CONFLICT (org_id, ad_campaign_id, date) DO UPDATE
    SET ({_list()}, updated_at) = ROW({_list("excluded.")}, now())
)"""


_SPOKEN_FOR = {
    Told.EVERYTHING: "true",
    Told.DAYS: "entity.campaign_id IN (SELECT campaign_id FROM told) AND stored.date IN (SELECT date FROM told)",
    Told.ROWS: "false",
}


def _upsert(level: Level, spoken_for: str) -> TextClause:
    """Compare what the platform told with what is stored, and write the difference."""
    return text(f"""
WITH entity AS MATERIALIZED (
    SELECT e.id AS entity_id, e.external_id, e.deleted_at, c.id AS campaign_id, c.platform, c.currency
    FROM {_ENTITIES[level]} WHERE e.org_id = :org_id AND e.integration_id = :integration_id
), told AS MATERIALIZED (
    -- a page that shifted while we read repeats rows: the last telling counts
    SELECT DISTINCT ON (entity_id, date) entity_id, campaign_id, platform, currency, date, {_list()}
    FROM staged JOIN entity USING (external_id) ORDER BY entity_id, date, staged.ctid DESC
), stored AS MATERIALIZED (
    SELECT entity_id, date, attribution, {_list()} FROM ad_metrics
    WHERE org_id = :org_id AND entity_level = :level AND integration_id = :integration_id
      AND date >= :since AND date < :until
), difference AS MATERIALIZED (
    SELECT told.*, stored.entity_id IS NULL AS is_new, false AS is_taken_back
    FROM told LEFT JOIN stored USING (entity_id, date)
    WHERE stored.entity_id IS NULL
       OR (stored.attribution, {_list("stored.")}) IS DISTINCT FROM (:attribution, {_list("told.")})
    UNION ALL  -- times zero: what the platform never reported stays NULL
    SELECT entity_id, entity.campaign_id, entity.platform, entity.currency, stored.date,
           {_list("stored.", " * 0")}, false, true
    FROM stored JOIN entity USING (entity_id) LEFT JOIN told USING (entity_id, date)
    WHERE told.entity_id IS NULL AND entity.deleted_at IS NULL AND greatest({_list("stored.")}) > 0
      AND {spoken_for}
), written AS (
    INSERT INTO ad_metrics (org_id, entity_level, entity_id, date, campaign_id, integration_id, platform, currency,
                            attribution, {_list()})
    SELECT :org_id, :level, entity_id, date, campaign_id, :integration_id, platform, currency,
           :attribution, {_list()} FROM difference
    ON CONFLICT (org_id, entity_level, entity_id, date) DO UPDATE
    SET ({_list()}, attribution, updated_at) = ROW({_list("excluded.")}, excluded.attribution, now())
){_ROLLUPS if level is Level.CAMPAIGN else ""}
SELECT (SELECT count(*) FROM staged),
       count(*) FILTER (WHERE is_new),
       count(*) FILTER (WHERE NOT is_new),
       (SELECT count(*) FROM told) - count(*) FILTER (WHERE NOT is_taken_back),
       (SELECT count(*) FROM staged LEFT JOIN entity USING (external_id) WHERE entity_id IS NULL)
FROM difference""")


_UPSERT = {(level, told): _upsert(level, spoken) for level in Level for told, spoken in _SPOKEN_FOR.items()}
