"""Posts of our own: written together, approved, claimed before the platform is called, tried again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_03"
down_revision = "20261127_02"
branch_labels = None
depends_on = None

COLUMNS = (
    sa.Column("group_id", sa.Uuid(), nullable=True),
    sa.Column("created_by", sa.Uuid(), nullable=True),
    sa.Column("review", sa.Text(), server_default="none", nullable=False),
    sa.Column("reviews", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
    sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
    sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
    sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("queued_for", sa.DateTime(timezone=True), nullable=True),
)


def upgrade() -> None:
    # Nothing has written an error until now, so nothing is lost by its new shape.
    op.alter_column("social_posts", "error", type_=postgresql.JSONB(), postgresql_using="NULL")
    for column in COLUMNS:
        op.add_column("social_posts", column)
    op.create_check_constraint("review", "social_posts", "review IN ('none', 'waiting', 'approved', 'rejected')")
    op.create_index("idx_social_posts_profile", "social_posts", ["org_id", "profile_id", "published_at"])


def downgrade() -> None:
    op.drop_index("idx_social_posts_profile", table_name="social_posts")
    op.drop_constraint("ck_social_posts_review", "social_posts")
    for column in reversed(COLUMNS):
        op.drop_column("social_posts", column.name)
    op.alter_column("social_posts", "error", type_=sa.Text(), postgresql_using="error::text")
