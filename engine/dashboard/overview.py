"""The overview: the range, what stands beside it, the deltas, each day and each platform."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.core.money import ratio
from engine.core.periods import Days
from engine.dashboard.figures import Figures, amount, change
from engine.dashboard.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Spans:
    """The range asked for, the one it is compared with, and today in the org's time zone."""

    days: Days
    beside: Days | None
    today: date


def overview(ledger: Ledger, spans: Spans, content: dict[str, Any]) -> dict[str, Any]:
    """Section 1: `period, comparison, advertising, previous, deltas, content, series, by_platform, currency`."""
    now = ledger.total(spans.days).shown()
    before = ledger.total(spans.beside).shown() if spans.beside else None
    return {
        "period": _period(spans.days, spans.today),
        "comparison": _period(spans.beside, spans.today) if spans.beside else None,
        "advertising": now,
        "previous": before,
        "deltas": {name: change(now[name], before[name]) for name in now} if before else None,
        "content": content,
        "series": _series(ledger, spans),
        "by_platform": _platforms(ledger, spans.days),
        "currency": _currency(ledger, spans),
    }


def _period(days: Days, today: date) -> dict[str, Any]:
    """Both ends in; `partial` when today, which is not over, is among them."""
    return {
        "since": str(days.since),
        "until": str(days.last),
        "days": len(days),
        "partial": days.since <= today < days.until,
    }


def _series(ledger: Ledger, spans: Spans) -> list[dict[str, Any]]:
    """One entry a day; `previous` is the day in the same place of the comparison."""
    before = list(ledger.daily(spans.beside).values()) if spans.beside else []
    return [
        {
            "date": str(day),
            "partial": day == spans.today,
            **_figures(figures),
            "previous": _figures(before[place]) if place < len(before) else None,
        }
        for place, (day, figures) in enumerate(ledger.daily(spans.days).items())
    ]


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "spend": amount(figures.spend),
        "revenue": amount(figures.value),
        "impressions": figures.impressions,
        "clicks": figures.clicks,
        "conversions": float(figures.conversions),
    }


def _platforms(ledger: Ledger, days: Days) -> list[dict[str, Any]]:
    """The largest spender first, with its share of the whole."""
    whole = ledger.total(days).spend
    return [
        {
            "platform": platform,
            **_figures(figures),
            "share": ratio(figures.spend, whole),
            "roas": ratio(figures.value, figures.spend),
        }
        for platform, figures in ledger.platforms(days).items()
    ]


def _currency(ledger: Ledger, spans: Spans) -> dict[str, Any]:
    """What was converted, by which day's rate at the end of the range, and what could not be."""
    last = min(spans.days.last, spans.today)
    foreign = sorted(ledger.currencies - {ledger.rates.reporting})
    dated = {currency: ledger.rates.dated(currency, last) for currency in foreign}
    return {
        "reporting": ledger.rates.reporting,
        "rates": [
            {"currency": currency, "date": str(on), "rate": float(ledger.rates.factor(currency, last) or 0)}
            for currency, on in dated.items()
            if on
        ],
        "missing": ledger.gaps(spans.days),
        "missing_before": ledger.gaps(spans.beside) if spans.beside else [],
        "estimated": ledger.estimated,
    }
