"""When a token was obtained, since a fifth of its life counts; sync errors as sentences that can be translated."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261122_03"
down_revision = "20261122_02"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("integrations", sa.Column("token_obtained_at", sa.DateTime(timezone=True)))
    op.alter_column(
        "integrations",
        "sync_error",
        type_=JSONB(),
        postgresql_using="CASE WHEN sync_error IS NOT NULL THEN jsonb_build_object("
        "'code', 'error', 'message', sync_error, 'facts', '{}'::jsonb, 'detail', '') END",
    )


def downgrade() -> None:
    op.alter_column("integrations", "sync_error", type_=sa.Text(), postgresql_using="sync_error->>'message'")
    op.drop_column("integrations", "token_obtained_at")
