"""How each ad campaign does: its last thirty days summed up, and the range each of its days was expected in."""

from datetime import date as Date  # noqa: N812 - the column is called date
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Computed, Index, Numeric, func, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Tenant, belongs_to, one_of
from db.kinds import Judged, ValueSource


def _ratio(part: str, whole: str) -> Computed:
    """A ratio of sums, NULL where there is nothing to divide by; the database keeps it true."""
    return Computed(f"CAST({part} AS double precision) / NULLIF({whole}, 0)", persisted=True)


class CampaignPerformance(Tenant, Base):
    """Sums over `since` up to, not including, `until` (account-local days), and the ratios of those sums.

    Money in micros of `currency`; `value_micros` is None where conversions are worth nothing we know of.
    `budget_micros` is the budget last seen, `budget_changed_at` when another one than before was seen.
    """

    __tablename__ = "campaign_performance"
    __table_args__ = (
        one_of("value_source", ValueSource),
        belongs_to("ad_campaigns", "ad_campaign_id"),
        Index("idx_campaign_performance_integration", "org_id", "integration_id"),
    )

    ad_campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    integration_id: Mapped[UUID]
    currency: Mapped[str]
    since: Mapped[Date]
    until: Mapped[Date]
    impressions: Mapped[int]
    clicks: Mapped[int]
    spend_micros: Mapped[int]
    conversions: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    value_micros: Mapped[int | None]
    value_source: Mapped[str]
    ctr: Mapped[float | None] = mapped_column(_ratio("clicks", "impressions"))
    cpc_micros: Mapped[float | None] = mapped_column(_ratio("spend_micros", "clicks"))
    cpm_micros: Mapped[float | None] = mapped_column(_ratio("spend_micros * 1000", "impressions"))
    cpa_micros: Mapped[float | None] = mapped_column(_ratio("spend_micros", "conversions"))
    conversion_rate: Mapped[float | None] = mapped_column(_ratio("conversions", "clicks"))
    roas: Mapped[float | None] = mapped_column(_ratio("value_micros", "spend_micros"))
    roi: Mapped[float | None] = mapped_column(_ratio("(value_micros - spend_micros)", "spend_micros"))
    budget_micros: Mapped[int | None]
    budget_changed_at: Mapped[datetime | None]
    computed_at: Mapped[datetime]


class ExpectedRange(Tenant, Base):
    """One figure of one campaign's day: where it was expected, and where it is. Money in major units.

    The range stays as it was when the day was first judged; `actual` follows what the platform says since.
    """

    __tablename__ = "expected_ranges"
    __table_args__ = (
        one_of("metric", Judged),
        belongs_to("ad_campaigns", "ad_campaign_id"),
        Index("idx_expected_ranges_odd", "org_id", "date", postgresql_where=text("is_anomaly")),
    )

    ad_campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(primary_key=True)
    date: Mapped[Date] = mapped_column(primary_key=True)
    low: Mapped[float]
    middle: Mapped[float]
    high: Mapped[float]
    actual: Mapped[float | None]
    is_anomaly: Mapped[bool] = mapped_column(server_default="false")
    alerted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
