"""A run that somebody stops is no longer in the way of the next one: both are live until its worker has heard."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_20"
down_revision = "20261127_19"
branch_labels = None
depends_on = None

LIVE = "status IN ('queued', 'running', 'retrying')"


def upgrade() -> None:
    op.drop_index("uq_sync_runs_one_live", table_name="sync_runs")
    _one_live(f"{LIVE} AND NOT cancel_requested")


def downgrade() -> None:
    # what is being stopped has stopped: there may be another of its kind. The owner is no organisation, so it has to
    # be let see the rows
    op.execute("ALTER TABLE sync_runs NO FORCE ROW LEVEL SECURITY")
    op.execute(
        f"UPDATE sync_runs SET status = 'cancelled', finished_at = now() WHERE {LIVE} AND cancel_requested"  # noqa: S608
    )
    op.execute("ALTER TABLE sync_runs FORCE ROW LEVEL SECURITY")
    op.drop_index("uq_sync_runs_one_live", table_name="sync_runs")
    _one_live(LIVE)


def _one_live(where: str) -> None:
    op.create_index(
        "uq_sync_runs_one_live", "sync_runs", ["org_id", "integration_id", "data_type"], unique=True,
        postgresql_where=sa.text(where),
    )  # fmt: skip
