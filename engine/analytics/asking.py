"""A question, checked before it is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from engine.analytics.words import DIMENSIONS, METRICS
from engine.core.errors import Invalid
from engine.core.i18n import N_, t
from engine.core.periods import Days

Compare = Literal["previous", "year", "none"]
MOST_DIMENSIONS = 4
MOST_VALUES = 200
YEAR_DAYS = 364  # the same weekdays

TWICE = N_("Name each only once.")
MANY = N_("At most {most} of them.")
ONE_OF = N_("Choose one of: {expected}.")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows count; nothing said: all. `q` is part of an ad campaign's name."""

    platform: tuple[str, ...] = ()
    account: tuple[UUID, ...] = ()
    campaign: tuple[UUID, ...] = ()
    ad_campaign: tuple[UUID, ...] = ()
    ad_set: tuple[UUID, ...] = ()
    ad: tuple[UUID, ...] = ()
    q: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `sort`: a metric or dimension, a minus for downwards; empty: time, else the first metric."""

    days: Days
    metrics: tuple[str, ...] = ("spend_micros", "impressions", "clicks", "conversions")
    dimensions: tuple[str, ...] = ()
    filters: Filters = Filters()
    compare: Compare = "none"
    sort: str = ""
    page: int = 1
    per_page: int = 50

    def __post_init__(self) -> None:
        wrong: dict[str, list[str]] = {}
        for field, given, known in (
            ("metrics", self.metrics, METRICS),
            ("dimensions", self.dimensions, DIMENSIONS),
        ):
            if set(given) - set(known):
                wrong[field] = [t(ONE_OF, expected=", ".join(known))]
            elif len(set(given)) < len(given):
                wrong[field] = [t(TWICE)]
        if not self.metrics:
            wrong["metrics"] = [t(ONE_OF, expected=", ".join(METRICS))]
        if len(self.dimensions) > MOST_DIMENSIONS:
            wrong["dimensions"] = [t(MANY, most=MOST_DIMENSIONS)]
        if self.sort.removeprefix("-") not in {"", *self.metrics, *self.dimensions}:
            wrong["sort"] = [t(ONE_OF, expected=", ".join((*self.metrics, *self.dimensions)))]
        for field in ("platform", "account", "campaign", "ad_campaign", "ad_set", "ad"):
            if len(getattr(self.filters, field)) > MOST_VALUES:
                wrong[field] = [t(MANY, most=MOST_VALUES)]
        if self.compare == "year" and len(self.days) > YEAR_DAYS:
            wrong["compare"] = [
                t(N_("A range of more than {days} days overlaps the year before."), days=YEAR_DAYS)
            ]
        if wrong:
            raise Invalid(fields=wrong)

    @property
    def of_ads(self) -> bool:
        """Whether single ads have to be asked: campaigns' own rows do not know them."""
        by_ads = any(DIMENSIONS[one].of_ads for one in self.dimensions)
        return by_ads or bool(self.filters.ad_set or self.filters.ad)

    @property
    def before(self) -> Days | None:
        """The span beside it."""
        if self.compare == "none":
            return None
        return self.days.previous() if self.compare == "previous" else self.days.a_year_before()

    @property
    def order(self) -> tuple[str, bool]:
        """What the rows are sorted by, and whether downwards."""
        if self.sort:
            return self.sort.removeprefix("-"), self.sort.startswith("-")
        timely: Sequence[str] = [one for one in self.dimensions if DIMENSIONS[one].timely]
        return (timely[0], False) if timely else (self.metrics[0], True)
