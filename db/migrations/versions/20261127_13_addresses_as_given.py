"""The address of an ad as a person gave it, beside the one that its platform got."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_13"
down_revision = "20261127_12"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("launches", sa.Column("landing_url", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("launches", "landing_url")
