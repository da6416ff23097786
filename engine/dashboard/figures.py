"""Sums and what follows from them. Ratios are always ratios of sums, never means of ratios."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from engine.core.money import major, ratio

ZERO = Decimal(0)


@dataclass(slots=True)
class Figures:
    """What was counted over some days, money in micros of one currency."""

    spend: Decimal = ZERO
    value: Decimal = ZERO
    impressions: int = 0
    clicks: int = 0
    conversions: Decimal = ZERO

    def add(self, other: "Figures") -> None:
        """Add another's sums to these."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def shown(self) -> dict[str, Any]:
        """Sums in major units, and their ratios; None where there is nothing to divide by.

        avg_ctr          clicks / impressions, a share (0.018 is 1.8 %)
        avg_cpc          spend / clicks
        cpm              spend / impressions x 1000
        cpa              spend / conversions
        conversion_rate  conversions / clicks, a share
        roas             conversion value / spend
        roi              (conversion value - spend) / spend: what was gained on each unit spent
        """
        spend, value = amount(self.spend), amount(self.value)
        per_impression = ratio(spend, self.impressions)
        return {
            "total_spend": spend,
            "total_impressions": self.impressions,
            "total_clicks": self.clicks,
            "total_conversions": float(self.conversions),
            "conversion_value": value,
            "avg_ctr": ratio(self.clicks, self.impressions),
            "avg_cpc": ratio(spend, self.clicks),
            "cpm": None if per_impression is None else per_impression * 1000,
            "cpa": ratio(spend, self.conversions),
            "conversion_rate": ratio(self.conversions, self.clicks),
            "roas": ratio(value, spend),
            "roi": ratio(value - spend, spend),
        }


def amount(micros: Decimal | int) -> float:
    """Micros to major units, to the micro."""
    return float(major(round(micros)))


def change(now: float | None, before: float | None) -> float | None:
    """How much more than before, as a share; None where there is nothing to compare with."""
    return None if now is None or not before else now / before - 1
