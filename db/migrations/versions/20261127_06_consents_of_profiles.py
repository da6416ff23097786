"""Profiles that consent by themselves: their refresh token, and when a person has to consent anew."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_06"
down_revision = "20261127_05"
branch_labels = None
depends_on = None

COLUMNS = (
    ("refresh_token", sa.Text()),
    ("token_obtained_at", sa.DateTime(timezone=True)),
    ("token_expires_at", sa.DateTime(timezone=True)),
    ("token_dead", sa.Text()),
)
# What a grant for TikTok's ads listed as accounts are identities, which can neither publish nor be read. Nobody
# sees rows without a context, the owner neither, so it goes org by org.
IDENTITIES = """
DO $$
DECLARE org uuid;
BEGIN
    PERFORM set_config('app.purpose', 'dispatch', true);
    FOR org IN SELECT id FROM orgs LOOP
        PERFORM set_config('app.org_id', org::text, true);
        DELETE FROM webhook_routes r USING profiles p
        WHERE p.org_id = org AND p.platform = 'tiktok' AND r.org_id = org AND r.platform = 'tiktok'
            AND r.owner = 'profile' AND r.external_id = p.external_id;
        UPDATE profiles SET is_active = false WHERE org_id = org AND platform = 'tiktok';
    END LOOP;
    PERFORM set_config('app.org_id', '', true);
    PERFORM set_config('app.purpose', '', true);
END $$
"""


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("profiles", sa.Column(name, kind))
    op.add_column("profiles", sa.Column("scopes", postgresql.JSONB(), server_default="[]", nullable=False))
    for table in ("integrations", "profiles"):
        op.add_column(table, sa.Column("consent_ends_at", sa.DateTime(timezone=True)))
    op.execute(IDENTITIES)


def downgrade() -> None:
    for table in ("profiles", "integrations"):
        op.drop_column(table, "consent_ends_at")
    for name in ("scopes", *(name for name, _ in COLUMNS)):
        op.drop_column("profiles", name)
