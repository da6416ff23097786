"""Customers' systems that are told of events, and every message to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.rls import secure

revision = "20261127_08"
down_revision = "20261127_07"
branch_labels = None
depends_on = None

NOW = sa.text("now()")
JSON = postgresql.JSONB(astext_type=sa.Text())
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "webhook_subscriptions",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("events", JSON, nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("reason", JSON),
        sa.Column("listens_since", MOMENT, server_default=NOW, nullable=False),
        sa.Column("secrets", JSON, nullable=False),
        sa.Column("overlap_until", MOMENT),
        sa.Column("tried_at", MOMENT),
        sa.Column("failures", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failing_since", MOMENT),
        sa.Column("rests_until", MOMENT),
        sa.Column("created_by", sa.Uuid()),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("updated_at", MOMENT, server_default=NOW, nullable=False),
        sa.CheckConstraint(
            "status IN ('active', 'paused', 'disabled')", name=op.f("ck_webhook_subscriptions_status")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["orgs.id"], name=op.f("fk_webhook_subscriptions_org_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_webhook_subscriptions")),
    )
    op.create_index(
        "idx_webhook_subscriptions_active",
        "webhook_subscriptions",
        ["org_id"],
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "webhook_messages",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid()),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("begun_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("next_at", MOMENT, server_default=NOW),
        sa.Column("delivered_at", MOMENT),
        sa.Column("tries", JSON, server_default="[]", nullable=False),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.CheckConstraint("status IN ('waiting', 'delivered', 'failed')", name=op.f("ck_webhook_messages_status")),
        sa.ForeignKeyConstraint(
            ["org_id", "subscription_id"],
            ["webhook_subscriptions.org_id", "webhook_subscriptions.id"],
            name=op.f("fk_webhook_messages_org_id_subscription_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["orgs.id"], name=op.f("fk_webhook_messages_org_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_webhook_messages")),
        sa.UniqueConstraint(
            "org_id", "subscription_id", "event_id", name=op.f("uq_webhook_messages_org_id_subscription_id_event_id")
        ),
    )
    op.create_index(
        "idx_webhook_messages_due",
        "webhook_messages",
        ["org_id", "next_at"],
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index("idx_webhook_messages_log", "webhook_messages", ["org_id", "subscription_id", "created_at"])
    for table in ("webhook_subscriptions", "webhook_messages"):
        for statement in secure(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("webhook_messages")
    op.drop_table("webhook_subscriptions")
