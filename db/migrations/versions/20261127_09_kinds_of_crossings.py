"""Which kind of budget was crossed; when a pause was last tried."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_09"
down_revision = "20261127_08"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("budget_crossings", sa.Column("kind", sa.Text(), server_default="lifetime", nullable=False))
    op.add_column("budget_pauses", sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("budget_pauses", "tried_at")
    op.drop_column("budget_crossings", "kind")
