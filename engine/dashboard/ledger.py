"""The org's days in its reporting currency: one question to the rollups, every sum of the dashboard from it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db.models import MetricRollup
from db.session import tenant
from engine.core.periods import Days
from engine.dashboard.figures import Figures, amount
from engine.rates import Rates, load_rates


@dataclass(frozen=True, slots=True)
class Entry:
    """One platform's day, converted."""

    date: date
    platform: str
    figures: Figures


@dataclass(slots=True)
class Ledger:
    """Converted days; what had no rate stands apart in `missing`: currency → day → spend in its own micros."""

    rates: Rates
    entries: list[Entry] = field(default_factory=list)
    missing: dict[str, dict[date, int]] = field(default_factory=lambda: defaultdict(dict))
    currencies: set[str] = field(default_factory=set)
    estimated: bool = False

    def total(self, days: Days) -> Figures:
        """All sums over those days."""
        return _sum(entry.figures for entry in self._within(days))

    def daily(self, days: Days) -> dict[date, Figures]:
        """Each day's sums, in order; a day without rows is a day of zeros."""
        found: dict[date, Figures] = {day: Figures() for day in days}
        for entry in self._within(days):
            found[entry.date].add(entry.figures)
        return found

    def platforms(self, days: Days) -> dict[str, Figures]:
        """Each platform's sums, the largest spender first."""
        found: dict[str, Figures] = defaultdict(Figures)
        for entry in self._within(days):
            found[entry.platform].add(entry.figures)
        return dict(sorted(found.items(), key=lambda item: -item[1].spend))

    def gaps(self, days: Days) -> list[dict[str, Any]]:
        """Per currency without a rate: which days are left out, and how much of its own money."""
        found = []
        for currency, spent in sorted(self.missing.items()):
            out = sorted(day for day in spent if days.since <= day < days.until)
            if out:
                left_out = amount(sum(spent[day] for day in out))
                found.append({"currency": currency, "days": [f"{day}" for day in out], "spend": left_out})
        return found

    def _within(self, days: Days) -> Iterable[Entry]:
        return (entry for entry in self.entries if days.since <= entry.date < days.until)


def read_ledger(session: Session, reporting: str, spans: Sequence[Days], per_conversion: int) -> Ledger:
    """The org's days in all of those spans, in the reporting currency.

    `per_conversion` (micros of that currency) is what a conversion is worth where the platform reports no value.
    """
    rows = session.execute(_question(session, spans)).all()
    everything = Days(min(span.since for span in spans), max(span.until for span in spans))
    currencies = {row.currency for row in rows}
    ledger = Ledger(load_rates(session, reporting, currencies, everything), currencies=currencies)
    for row in rows:
        factor = ledger.rates.factor(row.currency, row.date)
        if factor is None:
            spent = ledger.missing[row.currency]
            spent[row.date] = spent.get(row.date, 0) + int(row.spend)
            continue
        estimate = row.unvalued * per_conversion
        ledger.estimated = ledger.estimated or estimate > 0
        value = row.value * factor + estimate
        figures = Figures(row.spend * factor, value, int(row.impressions), int(row.clicks), row.conversions)
        ledger.entries.append(Entry(row.date, row.platform, figures))
    return ledger


def _question(session: Session, spans: Sequence[Days]) -> Any:
    conversions, value = MetricRollup.conversions, MetricRollup.conversion_value_micros
    return (
        select(
            MetricRollup.date,
            MetricRollup.platform,
            MetricRollup.currency,
            func.sum(MetricRollup.spend_micros).label("spend"),
            func.coalesce(func.sum(value), 0).label("value"),
            func.sum(MetricRollup.impressions).label("impressions"),
            func.sum(MetricRollup.clicks).label("clicks"),
            func.coalesce(func.sum(conversions), 0).label("conversions"),
            func.coalesce(func.sum(conversions).filter(value.is_(None)), 0).label("unvalued"),
        )
        .where(
            MetricRollup.org_id == tenant(session),
            or_(*((MetricRollup.date >= span.since) & (MetricRollup.date < span.until) for span in spans)),
        )
        .group_by(MetricRollup.date, MetricRollup.platform, MetricRollup.currency)
    )


def _sum(figures: Iterable[Figures]) -> Figures:
    total = Figures()
    for one in figures:
        total.add(one)
    return total
