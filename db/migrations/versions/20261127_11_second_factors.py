"""The second step of a sign-in: authenticator apps of people, and since when each is asked for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.rls import secure

revision = "20261127_11"
down_revision = "20261127_10"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("second_factor_at", sa.DateTime(timezone=True)))
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("recovery", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    for statement in secure("second_factors"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("second_factors")
    op.drop_column("users", "second_factor_at")
