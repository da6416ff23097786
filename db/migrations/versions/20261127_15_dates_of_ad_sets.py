"""From when until when ad sets run: where TikTok and X keep the dates, and most others keep them as well."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_15"
down_revision = "20261127_14"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("starts_at", "ends_at"):
        op.add_column("ad_sets", sa.Column(column, sa.DateTime(timezone=True)))


def downgrade() -> None:
    for column in ("ends_at", "starts_at"):
        op.drop_column("ad_sets", column)
