"""Campaigns that are made on their platforms: launches and their steps, and answers to repeated requests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from db.rls import secure

revision = "20261127_09"
down_revision = "20261127_08"
branch_labels = None
depends_on = None

TABLES = ("launches", "launch_steps", "repeats")
STATUSES = "'draft', 'active', 'paused', 'completed', 'archived'"
PHASES = "'creating', 'arming', 'activating', 'done', 'changing', 'undoing', 'undone', 'orphaned', 'adopted'"

# Nobody sees rows without a context, the owner neither, so it goes org by org.
FORGET = """
DO $$
DECLARE org uuid;
BEGIN
    PERFORM set_config('app.purpose', 'dispatch', true);
    FOR org IN SELECT id FROM orgs LOOP
        PERFORM set_config('app.org_id', org::text, true);
        DELETE FROM ad_campaigns WHERE org_id = org AND external_id IS NULL;
    END LOOP;
    PERFORM set_config('app.org_id', '', true);
    PERFORM set_config('app.purpose', '', true);
END $$
"""


def upgrade() -> None:
    op.alter_column("ad_campaigns", "external_id", nullable=True)
    op.add_column("campaigns", sa.Column("wanted_status", sa.Text(), server_default="paused", nullable=False))
    op.add_column("campaigns", sa.Column("phase", sa.Text(), server_default="done", nullable=False))
    op.add_column("campaigns", sa.Column("version", sa.BigInteger(), server_default="1", nullable=False))
    op.add_column("campaigns", sa.Column("search", sa.Text(), server_default="", nullable=False))
    op.create_check_constraint(op.f("ck_campaigns_wanted_status"), "campaigns", f"wanted_status IN ({STATUSES})")
    op.create_check_constraint(op.f("ck_campaigns_phase"), "campaigns", f"phase IN ({PHASES})")
    op.create_index(
        "idx_campaigns_search", "campaigns", ["search"], postgresql_using="gin",
        postgresql_ops={"search": "gin_trgm_ops"},
    )
    _launches()
    _steps()
    op.create_table(
        "repeats",
        *_keys("repeats"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("answer", JSONB(), nullable=False),
        sa.UniqueConstraint("org_id", "key", name=op.f("uq_repeats_org_id_key")),
    )
    op.create_index("idx_repeats_created", "repeats", ["org_id", "created_at"])
    for table in TABLES:
        for statement in secure(table):
            op.execute(statement)


def downgrade() -> None:
    for table in ("repeats", "launch_steps", "launches"):
        op.drop_table(table)
    op.drop_index("idx_campaigns_search", table_name="campaigns")
    op.drop_constraint(op.f("ck_campaigns_phase"), "campaigns")
    op.drop_constraint(op.f("ck_campaigns_wanted_status"), "campaigns")
    for column in ("search", "version", "phase", "wanted_status"):
        op.drop_column("campaigns", column)
    op.execute(FORGET)
    op.alter_column("ad_campaigns", "external_id", nullable=False)


def _launches() -> None:
    op.create_table(
        "launches",
        *_keys("launches"),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("ad_campaign_id", sa.Uuid(), nullable=False),
        sa.Column("integration_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("marker", sa.Text(), nullable=False),
        sa.Column("plan", JSONB(), nullable=False),
        sa.Column("wanted", JSONB(), nullable=False),
        sa.Column("phase", sa.Text(), server_default="creating", nullable=False),
        sa.Column("met", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("attempt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", JSONB()),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"phase IN ({PHASES})", name=op.f("ck_launches_phase")),
        sa.CheckConstraint(
            "platform IN ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')",
            name=op.f("ck_launches_platform"),
        ),
        *(_belongs("launches", *each) for each in (
            ("campaigns", "campaign_id"), ("ad_campaigns", "ad_campaign_id"), ("integrations", "integration_id"),
        )),
        sa.UniqueConstraint("org_id", "marker", name=op.f("uq_launches_org_id_marker")),
    )
    op.create_index("idx_launches_campaign", "launches", ["org_id", "campaign_id"])
    op.create_index("idx_launches_ad_campaign", "launches", ["org_id", "ad_campaign_id"])
    op.create_index("idx_launches_due", "launches", ["org_id", "due_at"], postgresql_where=sa.text("NOT met"))


def _steps() -> None:
    op.create_table(
        "launch_steps",
        *_keys("launch_steps"),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("launch_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="intended", nullable=False),
        sa.Column("external_id", sa.Text()),
        sa.Column("extra", JSONB(), server_default="{}", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("found", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("intended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("error", JSONB()),
        sa.CheckConstraint("level IN ('campaign', 'ad_set', 'ad')", name=op.f("ck_launch_steps_level")),
        sa.CheckConstraint("state IN ('intended', 'done', 'refused')", name=op.f("ck_launch_steps_state")),
        _belongs("launch_steps", "launches", "launch_id"),
        sa.UniqueConstraint(
            "org_id", "launch_id", "verb", "level", name=op.f("uq_launch_steps_org_id_launch_id_verb_level")
        ),
    )


def _keys(table: str) -> tuple[object, ...]:
    return (
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["org_id"], ["orgs.id"], name=op.f(f"fk_{table}_org_id"), ondelete="CASCADE"),
    )


def _belongs(table: str, other: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["org_id", column], [f"{other}.org_id", f"{other}.id"], name=op.f(f"fk_{table}_org_id_{column}"),
        ondelete="CASCADE",
    )
