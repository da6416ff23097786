"""The figures: one row per entity and account-local day, and the daily sums that dashboards read."""

from datetime import date as Date  # noqa: N812 - the column is called date
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Index, Numeric, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Stamped, Tenant, TenantRow, one_of
from db.kinds import Level, PlatformName


class Figures:
    """What every platform counts; None where it does not report. Spend and value in micros of `currency`."""

    impressions: Mapped[int] = mapped_column(BigInteger, server_default="0", sort_order=50)
    clicks: Mapped[int] = mapped_column(BigInteger, server_default="0", sort_order=51)
    spend_micros: Mapped[int] = mapped_column(BigInteger, server_default="0", sort_order=52)
    conversions: Mapped[Decimal | None] = mapped_column(Numeric(18, 4), sort_order=53)
    conversion_value_micros: Mapped[int | None] = mapped_column(BigInteger, sort_order=54)
    reach: Mapped[int | None] = mapped_column(BigInteger, sort_order=55)  # never summed: people, not events
    video_views: Mapped[int | None] = mapped_column(BigInteger, sort_order=56)


class AdMetric(Figures, Base):
    """One entity's day. `campaign_id` is its ad campaign at every level; `currency` its account's.

    Without foreign keys: the sync resolves every id by a join in the same statement that writes the row, and
    a check per row would double the cost of a bulk load.
    """

    __tablename__ = "ad_metrics"
    __table_args__ = (
        one_of("entity_level", Level),
        Index("idx_ad_metrics_campaign_date", "campaign_id", "created_at"),
        Index("idx_ad_metrics_date", "created_at", postgresql_where=text("deleted_at IS NULL")),
        {"postgresql_partition_by": "RANGE (date)"},
    )

    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    entity_level: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[UUID] = mapped_column(primary_key=True)
    date: Mapped[Date] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID]
    integration_id: Mapped[UUID]
    platform: Mapped[str]
    currency: Mapped[str]
    attribution: Mapped[str] = mapped_column(server_default="", sort_order=57)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=90)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=91)
    deleted_at: Mapped[datetime | None] = mapped_column(sort_order=92)


class MetricRollup(Figures, Tenant, Stamped, Base):
    """A campaign's day, kept by the sync's own transaction, so that no dashboard scans raw rows."""

    __tablename__ = "metric_rollups"
    __table_args__ = (
        one_of("platform", PlatformName),
        Index("idx_metric_rollups_org_date", "org_id", "date"),
    )

    ad_campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    date: Mapped[Date] = mapped_column(primary_key=True)
    integration_id: Mapped[UUID]
    platform: Mapped[str]
    currency: Mapped[str]


class KpiTarget(TenantRow, Stamped, Base):
    """What an org wants of a figure in a calendar month; money in micros of the reporting currency."""

    __tablename__ = "kpi_targets"
    __table_args__ = (UniqueConstraint("org_id", "metric", "month"),)

    metric: Mapped[str]
    month: Mapped[Date]  # its first day
    target: Mapped[Decimal] = mapped_column(Numeric(26, 6))
    created_by: Mapped[UUID | None]


class FxRate(Base):
    """Units of `quote` for one unit of EUR on that day, as the ECB publishes them. Shared by all orgs."""

    __tablename__ = "fx_rates"

    date: Mapped[Date] = mapped_column(primary_key=True)
    quote: Mapped[str] = mapped_column(primary_key=True)
    rate: Mapped[Decimal] = mapped_column(Numeric(20, 8))
    source: Mapped[str] = mapped_column(server_default="ECB")
