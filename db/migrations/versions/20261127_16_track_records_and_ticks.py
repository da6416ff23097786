"""What was foreseen and what became of it; how the clock's jobs went, where it outlives Redis."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.rls import secure, share

revision = "20261127_16"
down_revision = "20261127_15"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "track_records",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("cases", sa.BigInteger(), nullable=False),
        sa.Column("hits", sa.BigInteger(), nullable=False),
        sa.Column("promised", sa.Double(), nullable=True),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subject IN ('expected_range', 'budget_forecast', 'best_time')", name=op.f("ck_track_records_subject")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["orgs.id"], name=op.f("fk_track_records_org_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("org_id", "subject", "part", name=op.f("pk_track_records")),
    )
    op.create_table(
        "budget_forecasts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ad_campaign_id", sa.Uuid(), nullable=True),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("of_budget_micros", sa.BigInteger(), nullable=False),
        sa.Column("budget_micros", sa.BigInteger(), nullable=False),
        sa.Column("low_micros", sa.BigInteger(), nullable=False),
        sa.Column("expected_micros", sa.BigInteger(), nullable=False),
        sa.Column("high_micros", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("spent_micros", sa.BigInteger(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(ad_campaign_id, campaign_id) > 0", name=op.f("ck_budget_forecasts_one_subject")
        ),
        sa.CheckConstraint(
            "verdict IN ('came_true', 'did_not', 'untested')", name=op.f("ck_budget_forecasts_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "ad_campaign_id"],
            ["ad_campaigns.org_id", "ad_campaigns.id"],
            name=op.f("fk_budget_forecasts_org_id_ad_campaign_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "campaign_id"],
            ["campaigns.org_id", "campaigns.id"],
            name=op.f("fk_budget_forecasts_org_id_campaign_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["orgs.id"], name=op.f("fk_budget_forecasts_org_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_budget_forecasts")),
    )
    op.create_index(
        "uq_budget_forecasts_once",
        "budget_forecasts",
        ["org_id", "ad_campaign_id", "campaign_id", "last", "of_budget_micros"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    for table in ("track_records", "budget_forecasts"):
        for statement in secure(table):
            op.execute(statement)
    op.create_table(
        "tick_runs",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint("outcome IN ('done', 'failed')", name=op.f("ck_tick_runs_outcome")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tick_runs")),
    )
    for statement in share("tick_runs", "SELECT, INSERT, UPDATE"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("tick_runs")
    op.drop_index(
        "uq_budget_forecasts_once", table_name="budget_forecasts", postgresql_nulls_not_distinct=True
    )
    op.drop_table("budget_forecasts")
    op.drop_table("track_records")
