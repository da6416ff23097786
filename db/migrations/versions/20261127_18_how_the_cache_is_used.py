"""How the cache was used over time."""

import sqlalchemy as sa
from alembic import op

from db.rls import secure

revision = "20261127_18"
down_revision = "20261127_17"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cache_usage",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("hits", sa.BigInteger(), nullable=False),
        sa.Column("misses", sa.BigInteger(), nullable=False),
        sa.Column("stale", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["orgs.id"], name=op.f("fk_cache_usage_org_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("org_id", "at", "area", name=op.f("pk_cache_usage")),
    )
    for statement in secure("cache_usage"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("cache_usage")
