"""Brings campaigns, ad sets and ads in: a complete listing becomes rows; what it no longer holds, tombstones.

The same listing twice writes nothing. A listing that breaks off raises out of here, and nothing of it is kept:
half a listing must never bury the other half.
"""

from collections.abc import Iterable
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import TextClause, func, select, text
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from db.kinds import Level, Objective
from db.models import AdCampaign
from db.session import tenant
from engine.connectors.base import EntityRow
from engine.core.cache.tables import wrote
from engine.staging import Counts, Source, readable, set_based, staging

_COLUMNS = """
    id uuid, level text, external_id text, parent_id text, name text, status text, delivery text, extra jsonb,
    objective text, daily_budget_micros bigint, lifetime_budget_micros bigint, bid_micros bigint,
    starts_at timestamptz, ends_at timestamptz"""

_SHARED = ["name", "status", "delivery", "extra"]
_BUDGET = ["daily_budget_micros", "lifetime_budget_micros"]
_FLIGHT = ["starts_at", "ends_at"]
_OWN = {
    Level.CAMPAIGN: [*_SHARED, *_BUDGET, *_FLIGHT, "objective", "platform", "currency"],
    Level.AD_SET: [*_SHARED, *_BUDGET, *_FLIGHT, "bid_micros", "ad_campaign_id"],
    Level.AD: [*_SHARED, "ad_campaign_id", "ad_set_id"],
}
_TABLE = {Level.CAMPAIGN: "ad_campaigns", Level.AD_SET: "ad_sets", Level.AD: "ads"}
_PARENT = {  # what is not in the listing, each level gets from its parent
    Level.CAMPAIGN: "(SELECT CAST(:platform AS text) AS platform, CAST(:currency AS text) AS currency) p ON true",
    Level.AD_SET: "(SELECT external_id, id AS ad_campaign_id FROM ad_campaigns "
    "WHERE org_id = :org_id AND integration_id = :integration_id) p ON p.external_id = s.parent_id",
    Level.AD: "(SELECT external_id, id AS ad_set_id, ad_campaign_id FROM ad_sets "
    "WHERE org_id = :org_id AND integration_id = :integration_id) p ON p.external_id = s.parent_id",
}


def store(session: Session, source: Source, rows: Iterable[EntityRow], *, complete: bool = True) -> Counts:
    """Store one listing, in the caller's transaction. An entity whose parent is missing is unknown.

    What a complete one does not hold is gone; one that is not complete says nothing about the rest.
    PlatformError when a row makes no sense; nothing is kept.
    """
    scope = {
        "org_id": tenant(session),
        "integration_id": source.integration_id,
        "platform": source.platform.slug,
        "currency": source.currency,
        "complete": complete,
    }
    with staging(session, _COLUMNS) as cursor:
        with readable(source), cursor.copy("COPY staged FROM STDIN") as copy:
            for row in rows:
                copy.write_row(_staged(row))
        with set_based(cursor):
            met = [session.execute(statement, scope).one() for statement in _UPSERT.values()]
    counts = sum((Counts(*one) for one in met), Counts())
    if counts.written:
        wrote(session, *_TABLE.values())
    return counts


def new_campaigns(session: Session, source: Source) -> list[UUID]:
    """The campaigns that this transaction was the first to see, by name."""
    return list(
        session.scalars(
            select(AdCampaign.id)
            .where(AdCampaign.org_id == tenant(session), AdCampaign.integration_id == source.integration_id)
            .where(AdCampaign.created_at == func.now())  # which is when the transaction began
            .order_by(AdCampaign.name, AdCampaign.id)
        )
    )


def _staged(row: EntityRow) -> tuple[object, ...]:
    return (
        uuid7(),
        row.level,
        row.external_id,
        row.parent_id,
        row.name,
        row.status,
        row.delivery,
        Jsonb(row.extra),
        row.objective or Objective.UNKNOWN,
        row.daily_budget_micros,
        row.lifetime_budget_micros,
        row.bid_micros,
        row.starts_at,
        row.ends_at,
    )


def _upsert(level: Level) -> TextClause:
    """Compare the listing with what is stored at one level, write the difference, bury what is gone."""
    table, own = _TABLE[level], _OWN[level]
    stored, told, excluded = (", ".join(f"{one}.{c}" for c in own) for one in ("e", "told", "excluded"))
    columns = ", ".join(own)
    return text(f"""
WITH told AS MATERIALIZED (
    SELECT DISTINCT ON (s.external_id) s.id, s.external_id, {columns}
    FROM staged s JOIN {_PARENT[level]} WHERE s.level = '{level}' ORDER BY s.external_id, s.ctid DESC
), difference AS MATERIALIZED (
    SELECT told.*, e.id IS NULL AS is_new
    FROM told LEFT JOIN {table} e
      ON e.org_id = :org_id AND e.integration_id = :integration_id AND e.external_id = told.external_id
    WHERE e.id IS NULL OR e.deleted_at IS NOT NULL OR ({stored}) IS DISTINCT FROM ({told})
), written AS (
    INSERT INTO {table} (org_id, integration_id, id, external_id, {columns})
    SELECT :org_id, :integration_id, id, external_id, {columns} FROM difference
    ON CONFLICT (org_id, integration_id, external_id) DO UPDATE
    SET ({columns}, deleted_at, updated_at) = ROW({excluded}, NULL, now())
), gone AS (
    UPDATE {table} e SET deleted_at = now(), updated_at = now()
    WHERE org_id = :org_id AND integration_id = :integration_id AND deleted_at IS NULL
      AND CAST(:complete AS boolean)
      AND external_id NOT IN (SELECT external_id FROM staged WHERE level = '{level}')
    RETURNING external_id
)
SELECT (SELECT count(*) FROM staged WHERE level = '{level}'),
       count(*) FILTER (WHERE is_new),
       count(*) FILTER (WHERE NOT is_new) + (SELECT count(*) FROM gone),
       (SELECT count(*) FROM told) - count(*),
       (SELECT count(DISTINCT external_id) FROM staged WHERE level = '{level}') - (SELECT count(*) FROM told)
FROM difference""")


_UPSERT = {level: _upsert(level) for level in Level}
