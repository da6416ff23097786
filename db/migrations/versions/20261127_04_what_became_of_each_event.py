"""What became of each event and job: versions, what they are about, attempts with their reasons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_04"
down_revision = "20261127_03"
branch_labels = None
depends_on = None

OPEN, DEAD = sa.text("status IN ('pending', 'sent')"), sa.text("status = 'dead'")

# Until now nobody noted that a job was done, so all of them would look lost. Nobody sees rows without a context,
# the owner neither, so it goes org by org.
SETTLE = """
DO $$
DECLARE org uuid;
BEGIN
    PERFORM set_config('app.purpose', 'dispatch', true);
    FOR org IN SELECT id FROM orgs LOOP
        PERFORM set_config('app.org_id', org::text, true);
        UPDATE outbox_deliveries SET status = 'done', finished_at = sent_at
        WHERE org_id = org AND event_id IS NULL AND status = 'sent' AND run_at < now() - interval '1 hour';
        UPDATE outbox_events e SET about = ARRAY(
            SELECT f.value::uuid FROM jsonb_each_text(e.payload) f
            WHERE f.value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
        WHERE org_id = org;
    END LOOP;
    PERFORM set_config('app.org_id', '', true);
    PERFORM set_config('app.purpose', '', true);
END $$
"""
KEPT = """CASE WHEN error IS NOT NULL THEN jsonb_build_object('code', 'error', 'facts', '{}'::jsonb, 'detail', error, 'message',
    'Something on our side failed. Try again; if it stays, give the reference to your admin.') END"""


def upgrade() -> None:
    op.add_column("outbox_events", sa.Column("version", sa.BigInteger(), server_default="1", nullable=False))
    op.add_column(
        "outbox_events", sa.Column("about", sa.ARRAY(sa.Uuid()), server_default="{}", nullable=False)
    )
    op.create_index("idx_outbox_events_about", "outbox_events", ["about"], postgresql_using="gin")
    op.add_column("outbox_deliveries", sa.Column("started_at", sa.DateTime(timezone=True)))
    op.add_column(
        "outbox_deliveries",
        sa.Column("history", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    op.execute(f"ALTER TABLE outbox_deliveries ALTER COLUMN error TYPE jsonb USING {KEPT}")
    op.alter_column("outbox_deliveries", "error", new_column_name="reason")
    op.execute(SETTLE)
    op.drop_index("idx_outbox_deliveries_due", table_name="outbox_deliveries")
    op.create_index("idx_outbox_deliveries_open", "outbox_deliveries", ["org_id", "id"], postgresql_where=OPEN)
    op.create_index("idx_outbox_deliveries_dead", "outbox_deliveries", ["org_id", "id"], postgresql_where=DEAD)
    op.create_index("idx_outbox_deliveries_finished", "outbox_deliveries", ["org_id", "finished_at"])


def downgrade() -> None:
    op.drop_index("idx_outbox_deliveries_finished", table_name="outbox_deliveries")
    op.drop_index("idx_outbox_deliveries_dead", table_name="outbox_deliveries")
    op.drop_index("idx_outbox_deliveries_open", table_name="outbox_deliveries")
    op.create_index(
        "idx_outbox_deliveries_due",
        "outbox_deliveries",
        ["org_id", "run_at"],
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.alter_column("outbox_deliveries", "reason", new_column_name="error")
    op.execute("ALTER TABLE outbox_deliveries ALTER COLUMN error TYPE text USING error->>'detail'")
    op.drop_column("outbox_deliveries", "history")
    op.drop_column("outbox_deliveries", "started_at")
    op.drop_index("idx_outbox_events_about", table_name="outbox_events")
    op.drop_column("outbox_events", "about")
    op.drop_column("outbox_events", "version")
