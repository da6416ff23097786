"""Plans that an org keeps to plan campaigns from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from db.rls import secure

revision = "20261127_12"
down_revision = "20261127_11"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_templates",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("plan", JSONB(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["orgs.id"], name=op.f("fk_campaign_templates_org_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_campaign_templates")),
        sa.UniqueConstraint("org_id", "name", name=op.f("uq_campaign_templates_org_id_name")),
    )
    for statement in secure("campaign_templates"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("campaign_templates")
