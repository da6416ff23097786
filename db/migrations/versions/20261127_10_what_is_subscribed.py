"""What platforms were asked to tell us of each account and profile, and what came of asking."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_10"
down_revision = "20261127_09"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("integrations", "profiles"):
        op.add_column(table, sa.Column("subscription", postgresql.JSONB()))


def downgrade() -> None:
    for table in ("profiles", "integrations"):
        op.drop_column(table, "subscription")
