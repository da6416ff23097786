"""Files of campaigns, and which campaign each of their parts has become."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from db.rls import secure

revision = "20261127_17"
down_revision = "20261127_16"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_batches",
        *_keys("campaign_batches"),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), server_default="preview", nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("campaigns", sa.BigInteger(), nullable=False),
        sa.Column("outcomes", JSONB(), server_default="[]", nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("error", JSONB(), nullable=True),
        sa.CheckConstraint(
            "status IN ('preview', 'running', 'done', 'failed')", name=op.f("ck_campaign_batches_status")
        ),
    )
    op.create_index("idx_campaign_batches_org_created", "campaign_batches", ["org_id", "created_at"])
    op.create_table(
        "batch_campaigns",
        *_keys("batch_campaigns"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.UniqueConstraint("org_id", "key", name=op.f("uq_batch_campaigns_org_id_key")),
        sa.ForeignKeyConstraint(
            ["org_id", "campaign_id"], ["campaigns.org_id", "campaigns.id"],
            name=op.f("fk_batch_campaigns_org_id_campaign_id"), ondelete="CASCADE",
        ),
    )  # fmt: skip
    for table in ("campaign_batches", "batch_campaigns"):
        for statement in secure(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("batch_campaigns")
    op.drop_table("campaign_batches")


def _keys(table: str) -> tuple[object, ...]:
    return (
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["org_id"], ["orgs.id"], name=op.f(f"fk_{table}_org_id"), ondelete="CASCADE"),
    )
