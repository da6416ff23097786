"""What happened to budgets: shares crossed, campaigns paused, and what was foreseen of both."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, TenantRow, belongs_to, one_of
from db.kinds import PauseStatus, Verdict


class BudgetCrossing(TenantRow, Base):
    """Spending reached a share of the budget of an ad campaign, or of one of ours, in the period from `period` on.

    One of each stands at a time; `closed_at` says since when it no longer does: the budget rose above it, or the
    period is over. `expected_pct` is the share of the period that was over when it was found. Money in micros.
    """

    __tablename__ = "budget_crossings"
    __table_args__ = (
        belongs_to("ad_campaigns", "ad_campaign_id"),
        belongs_to("campaigns", "campaign_id"),
        CheckConstraint("num_nonnulls(ad_campaign_id, campaign_id) > 0", name="one_subject"),
        Index(
            "uq_budget_crossings_one_standing",
            "org_id",
            "ad_campaign_id",
            "campaign_id",
            "period",
            "threshold",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    ad_campaign_id: Mapped[UUID | None]
    campaign_id: Mapped[UUID | None]
    period: Mapped[date]
    threshold: Mapped[int]
    spent_micros: Mapped[int]
    budget_micros: Mapped[int]
    currency: Mapped[str]
    expected_pct: Mapped[float | None]
    is_alerted: Mapped[bool] = mapped_column(server_default="false")
    closed_at: Mapped[datetime | None]


class BudgetPause(TenantRow, Base):
    """An ad campaign that the product paused, or tries to, since a budget was used up.

    `error` is why the last try failed, as `AppError.kept` tells it, and `tried_at`.
    """

    __tablename__ = "budget_pauses"
    __table_args__ = (
        one_of("status", PauseStatus),
        belongs_to("ad_campaigns", "ad_campaign_id"),
        belongs_to("budget_crossings", "crossing_id"),
        UniqueConstraint("org_id", "crossing_id", "ad_campaign_id"),
        Index("idx_budget_pauses_campaign", "org_id", "ad_campaign_id"),
    )

    ad_campaign_id: Mapped[UUID]
    crossing_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(server_default=PauseStatus.PAUSING)
    error: Mapped[dict[str, Any] | None]
    confirmed_at: Mapped[datetime | None]  # when the platform itself said that it stands still
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]


class BudgetForecast(TenantRow, Base):
    """What people were warned of when a budget was first expected not to suffice by `last`; and what became of it.

    One for each period and size of the budget (`of_budget_micros`: of a daily one, a day's). `budget_micros` is
    what it came to by then. `spent_micros` and `verdict` come once the platform has counted to the end.
    """

    __tablename__ = "budget_forecasts"
    __table_args__ = (
        one_of("verdict", Verdict),
        belongs_to("ad_campaigns", "ad_campaign_id"),
        belongs_to("campaigns", "campaign_id"),
        CheckConstraint("num_nonnulls(ad_campaign_id, campaign_id) > 0", name="one_subject"),
        Index(
            "uq_budget_forecasts_once",
            "org_id",
            "ad_campaign_id",
            "campaign_id",
            "last",
            "of_budget_micros",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    ad_campaign_id: Mapped[UUID | None]
    campaign_id: Mapped[UUID | None]
    kind: Mapped[str]
    since: Mapped[date]
    last: Mapped[date]
    of_budget_micros: Mapped[int]
    budget_micros: Mapped[int]
    low_micros: Mapped[int]
    expected_micros: Mapped[int]
    high_micros: Mapped[int]
    currency: Mapped[str]
    spent_micros: Mapped[int | None]
    verdict: Mapped[str | None]
