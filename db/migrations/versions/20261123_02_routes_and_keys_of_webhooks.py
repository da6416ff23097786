"""Whose the accounts are that are connected already; several keys of one endpoint; what waits to be applied."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261123_02"
down_revision = "20261123_01"
branch_labels = None
depends_on = None

# Nobody sees rows without a context, the owner neither, so it goes org by org. Of two orgs that have the same real
# account, which could happen until now, the one that connected it first hears of it.
ROUTES = """
DO $$
DECLARE org uuid;
BEGIN
    PERFORM set_config('app.purpose', 'dispatch', true);
    FOR org IN SELECT id FROM orgs ORDER BY created_at LOOP
        PERFORM set_config('app.org_id', org::text, true);
        INSERT INTO webhook_routes (org_id, id, integration_id, platform, owner, external_id, is_real)
        SELECT i.org_id, gen_random_uuid(), i.id, i.platform, 'account', a.external_id, NOT i.is_sandbox
        FROM integrations i JOIN ad_accounts a ON a.org_id = i.org_id AND a.integration_id = i.id
        WHERE i.org_id = org AND i.is_active AND i.source = 'api'
        UNION ALL
        SELECT p.org_id, gen_random_uuid(), i.id, p.platform, 'profile', p.external_id, NOT i.is_sandbox
        FROM profiles p JOIN integrations i ON i.org_id = p.org_id AND i.id = p.integration_id
        WHERE p.org_id = org AND p.is_active AND i.is_active
        ON CONFLICT DO NOTHING;
    END LOOP;
    PERFORM set_config('app.org_id', '', true);
    PERFORM set_config('app.purpose', '', true);
END $$
"""


def upgrade() -> None:
    op.drop_index("idx_webhook_endpoints_key", table_name="webhook_endpoints")
    op.drop_column("webhook_endpoints", "key_hash")
    op.add_column(
        "webhook_endpoints",
        sa.Column("key_hashes", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    )
    op.create_index("idx_webhook_endpoints_keys", "webhook_endpoints", ["key_hashes"], postgresql_using="gin")
    op.create_index(
        "idx_webhook_deliveries_waiting",
        "webhook_deliveries",
        ["org_id", "created_at"],
        postgresql_where=sa.text("status = 'received'"),
    )
    op.execute(ROUTES)


def downgrade() -> None:
    op.drop_index("idx_webhook_deliveries_waiting", table_name="webhook_deliveries")
    op.drop_index("idx_webhook_endpoints_keys", table_name="webhook_endpoints")
    op.drop_column("webhook_endpoints", "key_hashes")
    op.add_column("webhook_endpoints", sa.Column("key_hash", sa.Text()))
    op.create_index("idx_webhook_endpoints_key", "webhook_endpoints", ["key_hash"])
