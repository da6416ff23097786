"""Targets beyond a hundred million: money is kept in micros, and yen are many."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_19"
down_revision = "20261127_18"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # wider with the same scale, so nothing is rewritten
    op.alter_column("kpi_targets", "target", type_=sa.Numeric(26, 6), existing_type=sa.Numeric(20, 6))


def downgrade() -> None:
    # what does not fit becomes the largest that does
    op.alter_column(
        "kpi_targets", "target", type_=sa.Numeric(20, 6), existing_type=sa.Numeric(26, 6),
        postgresql_using="least(target, 99999999999999.999999)::numeric(20, 6)",
    )  # fmt: skip
