"""Exchange rates by date: what an amount of one currency was worth in another on its day.

`fx_rates` holds units of each currency for one euro, as the ECB publishes them on working days. A day without
a rate of its own takes the latest one before it, at most `OLDEST_DAYS` old; beyond that there is none, and
the amount is shown as missing rather than guessed.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import create_engine, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import FxRate
from db.session import org_ids
from db.session import session as open_session
from engine.core.cache import touch
from engine.core.errors import Invalid
from engine.core.i18n import N_
from engine.core.periods import Days
from settings import settings

EURO = "EUR"
OLDEST_DAYS = 7
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of some currencies into one, `reporting`; `quotes` are per euro, oldest first."""

    reporting: str
    quotes: dict[str, list[tuple[date, Decimal]]] = field(default_factory=dict)

    def factor(self, currency: str, on: date) -> Decimal | None:
        """Units of the reporting currency for one of `currency` on that day; None when no rate is known."""
        if currency == self.reporting:
            return ONE
        theirs, ours = self._quote(currency, on), self._quote(self.reporting, on)
        return ours[1] / theirs[1] if theirs and ours else None

    def dated(self, currency: str, on: date) -> date | None:
        """The day whose rate is used for that day: the older of the two that make it."""
        found = [self._quote(one, on) for one in {currency, self.reporting} - {EURO}]
        return None if None in found else min((quote[0] for quote in found if quote), default=on)

    def _quote(self, currency: str, on: date) -> tuple[date, Decimal] | None:
        if currency == EURO:
            return on, ONE
        known = self.quotes.get(currency, [])
        place = bisect_right(known, on, key=lambda quote: quote[0])
        if not place or (on - known[place - 1][0]).days > OLDEST_DAYS:
            return None
        return known[place - 1]


def load_rates(session: Session, reporting: str, currencies: Iterable[str], days: Days) -> Rates:
    """The rates that amounts of these currencies need on these days; no question when all are `reporting`."""
    foreign = set(currencies) - {reporting}
    if not foreign:
        return Rates(reporting)
    rows = session.execute(
        select(FxRate.quote, FxRate.date, FxRate.rate)
        .where(
            FxRate.quote.in_(foreign | {reporting}),
            FxRate.date >= days.since - timedelta(days=OLDEST_DAYS),
            FxRate.date < days.until,
        )
        .order_by(FxRate.date)
    )
    quotes: dict[str, list[tuple[date, Decimal]]] = {}
    for quote, on, rate in rows:
        quotes.setdefault(quote, []).append((on, rate))
    return Rates(reporting, quotes)


def read_ecb(lines: Iterable[str]) -> Iterator[tuple[date, str, Decimal]]:
    """The rates of an ECB history file (`eurofxref-hist.csv`): a column per currency, a row per day."""
    table = csv.reader(lines)
    _, *currencies = [name.strip() for name in next(table, [""])]
    for number, (day, *cells) in enumerate((row for row in table if row), start=2):
        try:
            on = date.fromisoformat(day.strip())
            given = zip(currencies, (cell.strip() for cell in cells), strict=False)
            yield from ((on, name, Decimal(cell)) for name, cell in given if name and cell not in {"", "N/A"})
        except (ValueError, InvalidOperation) as wrong:
            raise Invalid(N_("Line {line} of the rates file is not a day of rates."), line=number) from wrong


def list_rates(
    currency: str | None, since: date | None, last: date | None, *, page: int = 1, per_page: int = 50
) -> dict[str, Any]:
    """`{"base": "EUR", "rates": [{date, currency, rate, source}], "total", "page", "per_page"}`, newest first."""
    wanted = [FxRate.quote == currency] if currency else []
    wanted += [FxRate.date >= since] if since else []
    wanted += [FxRate.date <= last] if last else []
    with open_session() as reader:
        rows = reader.scalars(
            select(FxRate)
            .where(*wanted)
            .order_by(FxRate.date.desc(), FxRate.quote)
            .limit(per_page)
            .offset((page - 1) * per_page)
        ).all()
        total = reader.scalar(select(func.count()).select_from(FxRate).where(*wanted)) or 0
    shown = [
        {"date": str(row.date), "currency": row.quote, "rate": str(row.rate), "source": row.source} for row in rows
    ]
    return {"base": EURO, "rates": shown, "total": total, "page": page, "per_page": per_page}


def store_rates(rates: Iterable[tuple[date, str, Decimal]], source: str = "ECB") -> int:
    """Keep rates, replacing those of the same day; how many. All orgs share them: the owner's to write."""
    rows = [{"date": on, "quote": quote, "rate": rate, "source": source} for on, quote, rate in rates]
    owner = create_engine(settings().owner_dsn)
    try:
        with owner.begin() as connection:
            for chunk in (rows[n : n + 5000] for n in range(0, len(rows), 5000)):
                statement = insert(FxRate).values(chunk)
                fresh = {"rate": statement.excluded.rate, "source": statement.excluded.source}
                connection.execute(statement.on_conflict_do_update(index_elements=["date", "quote"], set_=fresh))
    finally:
        owner.dispose()
    for org_id in org_ids():
        touch(org_id, "figures")
    return len(rows)
