"""Days as exports write them, in English and Arabic, with any digits.

`03/11/2026` may be March or November. The whole column decides: a 13 in one place, or a day that has not come
yet. Where nothing decides, the person is asked; we never guess.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from engine.core.i18n import N_
from engine.imports.amounts import NOTHING, Unreadable
from engine.imports.grids import Cell

Order = Literal["dmy", "mdy"]
_ORDERS: tuple[Order, ...] = ("dmy", "mdy")
ORDERS: dict[str, str] = {"dmy": N_("Day first: 31/12/2026"), "mdy": N_("Month first: 12/31/2026")}
OLDEST_DAYS = 1130  # 37 months, the longest that a platform keeps
NOT_A_DAY = N_("“{value}” is not a day. Write days as 2026-11-30.")
NO_DAY = N_("There is no day in this row.")
NOT_YET = N_("{value} has not come yet.")
TOO_OLD = N_("{value} is more than 37 months ago.")
OTHER_CALENDAR = N_("“{value}” is not in the Gregorian calendar. Export with Gregorian dates.")

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan يناير كانون_الثاني", "february feb فبراير شباط", "march mar مارس آذار",
            "april apr أبريل ابريل نيسان", "may مايو أيار", "june jun يونيو يونيه حزيران",
            "july jul يوليو يوليه تموز", "august aug أغسطس اغسطس آب",
            "september sept sep سبتمبر أيلول", "october oct أكتوبر اكتوبر تشرين_الأول",
            "november nov نوفمبر تشرين_الثاني", "december dec ديسمبر كانون_الأول",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،", "01234567890123456789,")
_MARKS = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")
_CLOCK = re.compile(
    r"[T\s]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*([ap]m)?\s*(?:Z|utc|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")  # points are written with the day first
_WORDS = re.compile(r"(?:(?P<d1>\d{1,2})\s+)?(?P<month>[^\W\d]+)\.?\s+(?:(?P<d2>\d{1,2}),?\s+)?(?P<year>\d{4})")
_WEEKDAY = re.compile(r"^[^\W\d]+,\s*(?=.*\d)")
_EXCEL_EPOCH = date(1899, 12, 30)


def doubtful_days(cells: Iterable[Cell]) -> set[tuple[int, int, int]]:
    """The numeric days of a column that mean another day with day and month exchanged."""
    found = (_YEAR_LAST.fullmatch(_bare(cell)) for cell in cells)
    triples = {(int(one[1]), int(one[2]), _year(one[3])) for one in found if one}
    return {one for one in triples if one[0] != one[1]}


def day_order(doubtful: set[tuple[int, int, int]], today: date) -> Order | None:
    """Which comes first: `dmy` where it does not matter, None where nothing decides."""
    horizon = today + timedelta(days=1)
    possible: list[Order] = [
        order for order in _ORDERS if all((found := _ordered(one, order)) and found <= horizon for one in doubtful)
    ]
    if not doubtful or len(possible) == 1:
        return possible[0]
    return None


def moment(cell: Cell, order: Order) -> date:
    """The day in a cell, a `datetime` where it has a time of day; Unreadable when there is none."""
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 30_000 < cell < 80_000:
        return _EXCEL_EPOCH + timedelta(days=int(cell))
    text = _text(cell)
    if text.casefold() in NOTHING:
        raise Unreadable(NO_DAY)
    clock = _CLOCK.search(text)
    found = _parsed(text[: clock.start()] if clock else text, order)
    if found is None:
        raise Unreadable(NOT_A_DAY, value=text[:40])
    if clock is None:
        return found
    hour = int(clock[1]) % 24 if not clock[3] else int(clock[1]) % 12 + 12 * (clock[3].lower() == "pm")
    return datetime(found.year, found.month, found.day, hour, int(clock[2]))  # noqa: DTZ001 - the account's own


def day(cell: Cell, order: Order, today: date) -> date:
    """The day in a cell, if it is one on which something can have been measured."""
    found = moment(cell, order)
    plain = found.date() if isinstance(found, datetime) else found
    if plain > today + timedelta(days=1):
        raise Unreadable(NOT_YET, value=f"{plain}")
    if plain < today - timedelta(days=OLDEST_DAYS):
        raise Unreadable(TOO_OLD, value=f"{plain}")
    return plain


def _parsed(text: str, order: Order) -> date | None:
    text = _WEEKDAY.sub("", text.strip())
    if found := _YEAR_FIRST.fullmatch(text):
        return _real(text, *(int(part) for part in found.groups() if part))
    if found := _DOTTED.fullmatch(text):
        return _real(text, _year(found[3]), int(found[2]), int(found[1]))
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        return _real(text, year, *((second, first) if order == "dmy" else (first, second)))
    if found := _WORDS.fullmatch(re.sub("(تشرين|كانون) ", r"\1_", text)):
        named, number = _MONTHS.get(found["month"].casefold()), found["d1"] or found["d2"]
        return _real(text, int(found["year"]), named, int(number)) if named and number else None
    return None


def _real(text: str, year: int, month: int, number: int) -> date | None:
    if year < 1900:
        raise Unreadable(OTHER_CALENDAR, value=text[:40])
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _ordered(triple: tuple[int, int, int], order: str) -> date | None:
    first, second, year = triple
    try:
        return date(year, *((second, first) if order == "dmy" else (first, second)))
    except ValueError:
        return None


def _bare(cell: Cell) -> str:
    text = _text(cell) if isinstance(cell, str) else ""
    return _CLOCK.sub("", text)


def _text(cell: Cell) -> str:
    text = _MARKS.sub("", "" if cell is None else str(cell)).translate(_DIGITS).strip()
    return text[2:-1] if text.startswith('="') and text.endswith('"') else text


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
