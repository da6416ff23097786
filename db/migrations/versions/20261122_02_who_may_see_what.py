"""Who may see what: row-level security on every tenant's table, partitions that obey it too."""

from alembic import op

from db.partitions import FUNCTION, PARTITIONED, SEAL
from db.rls import secure, share

revision = "20261122_02"
down_revision = "20261122_01"
branch_labels = None
depends_on = None

TABLES = (
    "orgs users user_organizations api_keys audit_log settings integrations ad_accounts campaigns ad_campaigns "
    "ad_sets ads ad_metrics metric_rollups kpi_targets social_posts sync_runs outbox_events outbox_deliveries "
    "alerts notifications webhook_deliveries"
).split()
SHARED = ("fx_rates", "alembic_version")


def upgrade() -> None:
    for statement in ("REVOKE ALL ON SCHEMA public FROM PUBLIC", "GRANT USAGE ON SCHEMA public TO cmis_app"):
        op.execute(statement)
    for table in TABLES:
        for statement in secure(table):
            op.execute(statement)
    for table in SHARED:
        for statement in share(table):
            op.execute(statement)
    for statement in (SEAL, FUNCTION):
        op.execute(statement)
    for function in ("seal_partition(text)", "ensure_partition(text, date)"):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION ensure_partition(text, date) TO cmis_app")
    for parent in PARTITIONED:
        op.execute(f"CREATE TABLE {parent}_default PARTITION OF {parent} DEFAULT")
        op.execute(f"SELECT seal_partition('{parent}_default')")
        op.execute(
            f"SELECT ensure_partition('{parent}', month::date) FROM generate_series("
            "date_trunc('month', now()) - interval '25 months', "
            "date_trunc('month', now()) + interval '3 months', interval '1 month') AS month"
        )


def downgrade() -> None:
    for parent in PARTITIONED:
        op.execute(
            "DO $$ DECLARE part regclass; BEGIN FOR part IN SELECT inhrelid::regclass FROM pg_inherits "
            f"WHERE inhparent = '{parent}'::regclass LOOP EXECUTE 'DROP TABLE ' || part; END LOOP; END $$"
        )
    op.execute("DROP FUNCTION ensure_partition(text, date)")
    op.execute("DROP FUNCTION seal_partition(text)")
    for table in (*TABLES, *SHARED):
        op.execute(f"REVOKE ALL ON {table} FROM cmis_app")
    for table in TABLES:
        op.execute(f"DROP POLICY IF EXISTS org_wider_read ON {table}")
        op.execute(f"DROP POLICY org_isolation ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("REVOKE USAGE ON SCHEMA public FROM cmis_app")
