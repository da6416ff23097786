"""Numbers, money, dates and times as plain text in the reader's language.

Digits are Latin and grouped as in English in both languages, so that a figure can be read out and copied;
words around them (months, units, currencies) are the reader's. Markup wraps these in `marks`.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta, get_timezone_location
from babel.numbers import get_currency_precision, get_currency_symbol

from engine.core.clock import now
from engine.core.i18n import locale, t

Number = int | float | Decimal
NONE = "–"
MINUS = "\N{MINUS SIGN}"


def number(value: Number | None, digits: int = 0) -> str:
    """`1,284,610`; a dash where there is none. Halves go to the even neighbour, as money does."""
    return NONE if value is None else f"{Decimal(str(value)):,.{digits}f}".replace("-", MINUS)


def percent(share: Number | None, digits: int = 1, *, signed: bool = False) -> str:
    """A share (0.184) as `18.4%`; signed for changes: `+18.4%`."""
    if share is None:
        return NONE
    text = number(float(share) * 100, digits) + "%"
    return f"+{text}" if signed and float(share) > 0 else text


def times(factor: Number | None) -> str:
    """A ratio such as return on ad spend: `4.02×`."""
    return NONE if factor is None else f"{number(factor, 2)}×"


def amount(value: Number | None, code: str, digits: int | None = None) -> str:
    """Major units without their currency; large sums drop the fraction, small ones keep it."""
    if value is None:
        return NONE
    if digits is None:
        digits = 0 if abs(float(value)) >= 1000 else get_currency_precision(code)
    return number(value, digits)


def money(value: Number | None, code: str, digits: int | None = None) -> str:
    """`SAR 484,573` in English, `484,573 ر.س` in Arabic."""
    if value is None:
        return NONE
    text = amount(value, code, digits)
    return f"{text} {currency(code)}" if locale() == "ar" else f"{currency(code)} {text}"


def currency(code: str) -> str:
    """The currency as this reader writes it: the Arabic sign where there is one, else the ISO code."""
    sign = get_currency_symbol(code, locale=locale()).strip("\u200f\u200e.")
    return sign if locale() == "ar" and not sign.isascii() and "؀" <= sign[0] <= "ۿ" else code


def compact(value: Number) -> str:
    """For axes: `120k`, `1.2M`; in Arabic `120 ألف`, `1.2 مليون`."""
    for size, unit in ((1_000_000, t("{n}M")), (1_000, t("{n}k"))):
        if abs(float(value)) >= size:
            return unit.format(n=f"{float(value) / size:.2f}".rstrip("0").rstrip("."))
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def day(moment: date, *, year: bool = False) -> str:
    """`24 Oct`, `24 أكتوبر`; with the year when asked."""
    return format_date(moment, "d MMM y" if year else "d MMM", locale=locale())


def day_range(since: date, last: date) -> str:
    """Both ends in: `24 Oct – 22 Nov 2026`."""
    return f"{day(since, year=since.year != last.year)} – {day(last, year=True)}"


def weekday(moment: date) -> str:
    """`Mon 23`, `الاثنين 23`."""
    return format_date(moment, "EEE d", locale=locale())


def weekday_name(moment: date) -> str:
    """`Mon`, `الاثنين`."""
    return format_date(moment, "EEE", locale=locale())


def month(moment: date) -> str:
    """`November`, `نوفمبر`."""
    return format_date(moment, "LLLL", locale=locale())


def listed(words: Sequence[str]) -> str:
    """`Comment, Lead`; in Arabic with its own comma."""
    return ("، " if locale() == "ar" else ", ").join(words)


def clock(moment: datetime, zone: str) -> str:
    """`20:41` on that zone's clock."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def ago(moment: datetime) -> str:
    """`12 min ago`, `قبل 12 دقيقة`; within a minute `just now`."""
    since = max(now() - moment, timedelta())
    if since < timedelta(minutes=1):
        return t("just now")
    try:
        words = _gone(since, "short")
    except KeyError:  # CLDR has no short past for weeks in Arabic, and Babel looks no further
        words = _gone(since, "long")
    return words.replace(".", "")


def _gone(since: timedelta, length: Literal["short", "long"]) -> str:
    return format_timedelta(
        -since, granularity="minute", threshold=1.5, format=length, add_direction=True, locale=locale()
    )


def age(moment: datetime) -> str:
    """For tight tables: `12 min`, `9 hr`; `12 د`, `9 س`."""
    return span(max(now() - moment, timedelta(minutes=1)))


def span(length: timedelta) -> str:
    """A length of time in its largest unit, minutes at least, short."""
    words = format_timedelta(length, granularity="minute", threshold=1.5, format="short", locale=locale())
    return words.replace(".", "")


def stopwatch(seconds: float) -> str:
    """A duration to the second: `00:44`, `1:02:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def zone_name(zone: str) -> str:
    """City and offset: `Riyadh GMT+3`."""
    offset = now().astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    hours, minutes = divmod(abs(int(offset.total_seconds())) // 60, 60)
    sign = "-" if offset < timedelta() else "+"
    city = "UTC" if zone == "UTC" else get_timezone_location(zone, locale=locale(), return_city=True)
    return f"{city} GMT{sign}{hours}" + (f":{minutes:02}" if minutes else "") if zone != "UTC" else city
