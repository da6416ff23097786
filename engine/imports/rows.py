"""From cells to readings: each row understood whole, or left out with every reason told.

Rows that are no rows of their own are skipped and counted: totals, and lines that stand there twice.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from db.kinds import Level
from engine.core.i18n import N_
from engine.core.money import MICROS
from engine.imports import amounts, dates
from engine.imports.amounts import NOTHING, Unreadable
from engine.imports.fields import COUNTS, FIGURES, LEVELS, Field, Flaw, Named, Reading
from engine.imports.grids import Cell, Row
from engine.imports.plans import Plan
from engine.imports.words import objective_of, status_of

SEVERAL_DAYS = N_("This row covers {days} days. Export again with a breakdown by day.")
NO_NAME = N_("There is no name or id here.")
NOT_WHOLE = N_("“{value}” is not a whole number.")
NAME_LENGTH = 255
_TOTAL = re.compile(
    r"((grand )?totals?\b|results from \d|total of \d|(ال)?(إجمالي|اجمالي|مجموع)|النتائج من).*", re.IGNORECASE
)
_SHORTENED = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_EXACT = 10**15  # whole numbers above this are no longer exact in Excel
_FIGURES = tuple(one for one in Field if one in FIGURES)  # in the order that flaws are told
_REMEMBERED = 65_536
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(slots=True)
class Findings:
    """What became of the rows of a file."""

    readings: list[Reading] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    flawed: int = 0  # rows left out, each of which may have several flaws
    skipped: Counter[str] = field(default_factory=Counter)  # totals, repeated
    accounts: set[str] = field(default_factory=set)
    shortened: int = 0  # ids that Excel has rounded


@dataclass(slots=True)
class Reader:
    """Reads the rows of one plan, remembering what it has read: exports repeat themselves."""

    plan: Plan
    today: date
    numbers: dict[Cell, Decimal | None] = field(default_factory=dict)
    days: dict[Cell, date] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def read(self, tell: Callable[[int], None] = lambda _: None) -> Findings:
        """Every row, none while nobody knows how; `tell` hears now and then how many are done."""
        found = Findings()
        if not self.plan.readable:
            return found
        for count, row in enumerate(self.plan.rows, start=1):
            self._sort_in(row, found)
            if count % 20_000 == 0:
                tell(count)
        return found

    def _sort_in(self, row: Row, found: Findings) -> None:
        if self._is_total(row):
            found.skipped["totals"] += 1
            return
        whole = hash(tuple(map(str, row.cells)))
        if whole in self.seen:
            found.skipped["repeated"] += 1
            return
        self.seen.add(whole)
        flaws: list[Flaw] = []
        reading = self._reading(row, flaws, found)
        if flaws or reading is None:
            found.flaws += flaws
            found.flawed += 1
        else:
            found.readings.append(reading)
        if account := _text(self.plan.cell(row, Field.ACCOUNT_ID)):
            found.accounts.add(account)

    def _is_total(self, row: Row) -> bool:
        """Whether it sums other rows up: it has no day of its own, and names a total or nothing at all."""
        texts = [_text(self.plan.cell(row, one)) for one in (Field.DATE, Field.CAMPAIGN, Field.CAMPAIGN_ID)]
        day, *campaign = texts
        named = any(text and not _sums(text) for text in campaign)
        if day and not _sums(day):
            return not named and self._spans(row) > 1
        first = next((_text(cell) for cell in row.cells if _text(cell)), "")
        return not named or _sums(first)

    def _spans(self, row: Row) -> int:
        """How many days the row covers; one where nothing says otherwise."""
        order = self.plan.order or "dmy"
        last = self.plan.cell(row, Field.LAST_DATE)
        if not _text(last):
            return 1
        try:
            begin, end = (dates.moment(cell, order) for cell in (self.plan.cell(row, Field.DATE), last))
        except Unreadable:
            return 1
        if isinstance(end, datetime):  # a row may run up to the next midnight
            end = (end - timedelta(seconds=1)).date()
        begin = begin.date() if isinstance(begin, datetime) else begin
        return max((end - begin).days + 1, 1)

    def _reading(self, row: Row, flaws: list[Flaw], found: Findings) -> Reading | None:
        names = {level: self._named(row, level, found) for level in LEVELS}
        nameless = [level for level in {Level.CAMPAIGN, self.plan.level} if not names[level]]
        flaws += [self._flaw(row, LEVELS[level][0], Unreadable(NO_NAME)) for level in nameless]
        day = self._day(row, flaws)
        figures = {one: self._figure(row, one, flaws) for one in _FIGURES}
        if flaws or day is None:
            return None
        conversions = figures[Field.CONVERSIONS]
        return Reading(
            line=row.line,
            date=day,
            campaign=names[Level.CAMPAIGN],
            ad_set=names[Level.AD_SET],
            ad=names[Level.AD],
            status=status_of(_text(self.plan.cell(row, Field.STATUS))),
            objective=objective_of(_text(self.plan.cell(row, Field.OBJECTIVE))),
            spend_micros=_micros(figures[Field.SPEND]),
            conversion_value_micros=_micros(figures[Field.CONVERSION_VALUE]),
            impressions=_whole(figures[Field.IMPRESSIONS]),
            clicks=_whole(figures[Field.CLICKS]),
            conversions=None if conversions is None else round(conversions, 4),
            reach=_whole(figures[Field.REACH]),
            video_views=_whole(figures[Field.VIDEO_VIEWS]),
        )

    def _day(self, row: Row, flaws: list[Flaw]) -> date | None:
        cell = self.plan.cell(row, Field.DATE)
        try:
            if cell not in self.days:
                self.days[cell] = dates.day(cell, self.plan.order or "dmy", self.today)
        except Unreadable as error:
            flaws.append(self._flaw(row, Field.DATE, error))
            return None
        if (days := self._spans(row)) > 1:
            flaws.append(self._flaw(row, Field.DATE, Unreadable(SEVERAL_DAYS, days=days)))
        return self.days[cell]

    def _figure(self, row: Row, which: Field, flaws: list[Flaw]) -> Decimal | None:
        cell = self.plan.cell(row, which)
        try:
            if isinstance(cell, bool) or cell not in self.numbers:
                self.numbers[cell] = amounts.number(cell, self.plan.mark)
        except Unreadable as error:
            flaws.append(self._flaw(row, which, error))
            return None
        value = self.numbers[cell]
        if value is not None and which in COUNTS and value % 1:
            flaws.append(self._flaw(row, which, Unreadable(NOT_WHOLE, value=str(cell)[:40])))
        return value

    def _named(self, row: Row, level: Level, found: Findings) -> Named:
        field_of_name, field_of_id = LEVELS[level]
        named, shortened = _named(self.plan.cell(row, field_of_name), self.plan.cell(row, field_of_id))
        found.shortened += shortened
        return named

    def _flaw(self, row: Row, which: Field, error: Unreadable) -> Flaw:
        return Flaw(row.line, self.plan.columns.get(which, ""), error.sentence, error.facts)


@lru_cache(_REMEMBERED)
def _sums(text: str) -> bool:
    """Whether the words announce a total."""
    return bool(_TOTAL.fullmatch(text))


@lru_cache(_REMEMBERED, typed=True)
def _text(cell: Cell) -> str:
    """The words in a cell; nothing where it says that there is nothing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else str(cell).strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return "" if text.casefold() in NOTHING else text


@lru_cache(_REMEMBERED, typed=True)
def _named(name: Cell, identifier: Cell) -> tuple[Named, bool]:
    """What two cells name, and whether the id among them is one that Excel has rounded."""
    external_id, shortened = _identifier(identifier)
    return Named(_CONTROLS.sub(" ", _text(name))[:NAME_LENGTH].strip(), external_id), shortened


def _identifier(cell: Cell) -> tuple[str, bool]:
    """The id in a cell, and whether Excel has rounded it, which leaves none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        exact = float(cell).is_integer() and abs(cell) < _EXACT
        return (str(int(cell)), False) if exact else ("", True)
    text = _text(cell).removeprefix("'")
    if _SHORTENED.fullmatch(text):
        return "", True
    return (text, False) if _ID.fullmatch(text) else ("", False)


def _micros(value: Decimal | None) -> int | None:
    return None if value is None else int((value * MICROS).to_integral_value())


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)
