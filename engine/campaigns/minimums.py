"""The least that platforms take for a campaign, for the whole of it and for each of its days."""

from datetime import timedelta
from decimal import Decimal
from math import ceil
from typing import Any

from sqlalchemy.orm import Session

from engine.connectors import connector
from engine.core import clock
from engine.core.i18n import N_
from engine.core.money import MICROS
from engine.core.periods import Days
from engine.rates import load_rates

TOO_LITTLE = N_("{platform} takes {least} {currency} at least.")
TOO_LITTLE_A_DAY = N_("{platform} takes {a_day} {currency} a day at least, so {least} {currency} for these dates.")


class Least:
    """The least budgets, which platforms state in dollars, in the currencies of accounts."""

    def __init__(self, session: Session, currencies: set[str]) -> None:
        today = clock.today()
        self.today = today
        self.rates = load_rates(session, "USD", currencies, Days(today, today + timedelta(days=1)))

    def against(self, platform: str, currency: str, budget: int, days: int) -> tuple[str, dict[str, Any]] | None:
        """What stands against a budget of so many micros for so many days: in whole money, rounded up.

        Nothing does where no rate is known.
        """
        limits, worth = connector(platform).LIMITS, self.rates.factor(currency, self.today)
        once, a_day = (
            ceil(Decimal(usd) / worth) if worth else 0 for usd in (limits.least_usd, limits.least_usd_a_day)
        )
        once = max(once, limits.least_major)
        least = max(once, a_day * days)
        if budget >= least * MICROS:
            return None
        facts = {"platform": connector(platform).PLATFORM.name, "currency": currency, "least": least}
        return (TOO_LITTLE, facts) if least == once else (TOO_LITTLE_A_DAY, facts | {"a_day": a_day})
