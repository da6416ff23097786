"""Keys that may less than their role, end by themselves, are rotated, and say from where they were last used."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_14"
down_revision = "20261127_13"
branch_labels = None
depends_on = None

COLUMNS = (
    ("scopes", postgresql.JSONB()),
    ("rate_limit", sa.BigInteger()),
    ("expires_at", sa.DateTime(timezone=True)),
    ("previous_hash", sa.Text()),
    ("previous_until", sa.DateTime(timezone=True)),
    ("rotated_at", sa.DateTime(timezone=True)),
    ("last_used_ip", sa.Text()),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("api_keys", sa.Column(name, kind))
    op.create_unique_constraint("uq_api_keys_org_id_previous_hash", "api_keys", ["org_id", "previous_hash"])


def downgrade() -> None:
    for name, _ in reversed(COLUMNS):
        op.drop_column("api_keys", name)
