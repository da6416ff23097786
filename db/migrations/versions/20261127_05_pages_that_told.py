"""Which page told of a lead, a comment or a message, so that people can look at one page's."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_05"
down_revision = "20261127_04"
branch_labels = None
depends_on = None

TABLES = ("leads", "comments")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("profile_id", sa.Uuid()))
        op.create_foreign_key(
            f"fk_{table}_org_id_profile_id",
            table,
            "profiles",
            ["org_id", "profile_id"],
            ["org_id", "id"],
            ondelete="SET NULL (profile_id)",
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "profile_id")
