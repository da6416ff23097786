"""Monthly partitions of ad_metrics and social_posts: made ahead, by a function the owner lends the application."""

from datetime import date

from sqlalchemy import Connection, text

PARTITIONED = ("ad_metrics", "social_posts")
MONTHS_AHEAD = 3
MONTHS_BACK = 25

# SECURITY DEFINER: the application owns nothing, so the owner lends it exactly this one act.
FUNCTION = """
CREATE OR REPLACE FUNCTION ensure_partition(parent text, month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    since date := date_trunc('month', month);
    part text := parent || to_char(month, '"_y"YYYY"m"MM');
BEGIN
    IF parent NOT IN ('ad_metrics', 'social_posts') THEN
        RAISE EXCEPTION 'not a partitioned table: %', parent;
    END IF;
    IF to_regclass(part) IS NOT NULL THEN RETURN false; END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                   part, parent, since, since + interval '1 month');
    PERFORM seal_partition(part);
    RETURN true;
END $$;
"""

# A partition read by its own name obeys its own policies only: give it the same ones, and no grants.
SEAL = """
CREATE OR REPLACE FUNCTION seal_partition(part text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
    EXECUTE format('CREATE POLICY org_isolation ON %I USING (org_id = '
        'nullif(current_setting(''app.org_id'', true), '''')::uuid)', part);
END $$;
"""


def months_around(today: date) -> list[date]:
    """First days of the months that should have a partition: two years back, three months ahead."""
    ordinal = today.year * 12 + today.month - 1
    span = range(ordinal - MONTHS_BACK, ordinal + MONTHS_AHEAD + 1)
    return [date(n // 12, n % 12 + 1, 1) for n in span]


def ensure(connection: Connection, today: date) -> list[str]:
    """Make the partitions that are missing; the names of those made."""
    made = []
    for parent in PARTITIONED:
        for month in months_around(today):
            statement = text("SELECT ensure_partition(:parent, :month)")
            if connection.execute(statement, {"parent": parent, "month": month}).scalar_one():
                made.append(f"{parent}_y{month:%Y}m{month:%m}")
    return made
