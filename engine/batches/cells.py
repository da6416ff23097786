"""One cell of a file of campaigns as a value of a request; Unreadable, with its sentence, where it is none."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import Locale

from engine.batches.fields import Field, answers, platforms
from engine.batches.sheets import Sheet, words
from engine.campaigns.fields import ONE_OF
from engine.connectors import PLATFORMS
from engine.core.i18n import LOCALES, N_
from engine.imports import amounts, dates
from engine.imports.amounts import A_FORMULA, Unreadable
from engine.imports.grids import Cell
from engine.imports.labels import folded
from engine.imports.sheets import FORMULA
from engine.imports.words import objective_of

WHICH_DAY = N_("“{value}” may be two days. Write days as 2026-11-30.")
NO_TIME = N_("Give a day and a time, such as 2026-12-01 09:00.")
YES_OR_NO = N_("Write yes or no.")
NO_GOAL = N_("“{value}” is no goal that we know.")
_ITEMS = re.compile(r"\s*[;\n،؛,|]\s*")
_LINES = re.compile(r"\s*[\n|]\s*")
_ADDRESSES = re.compile(r"[\s|;]+")
_SHORT = {folded("السعودية"): "SA", folded("الإمارات"): "AE", "uae": "AE", "ksa": "SA", "uk": "GB", "usa": "US"}
_LISTS = {
    Field.COUNTRIES: _ITEMS, Field.KEYWORDS: _ITEMS, Field.SPECIAL: _ITEMS, Field.POST_PLATFORMS: _ITEMS,
    Field.HEADLINES: _LINES, Field.BODIES: _LINES, Field.MEDIA: _ADDRESSES, Field.POST_MEDIA: _ADDRESSES,
}  # fmt: skip


def value_of(sheet: Sheet, cell: Cell, which: Field, zone: str) -> Any:
    """What a request says for the cell; None for an empty one."""
    said = words(cell)
    if not said:
        return None
    if said == FORMULA:
        raise Unreadable(A_FORMULA)
    match which:
        case Field.TOTAL | Field.BUDGET:
            found = amounts.number(cell, sheet.mark)
            return None if found is None else f"{found.normalize():f}"
        case Field.START | Field.END:
            return _day(sheet, cell).isoformat()[:10]
        case Field.POST_AT:
            return _moment(sheet, cell, zone)
        case Field.ACTIVATE | Field.POLITICAL:
            return _one(answers(), said, Unreadable(YES_OR_NO))
        case Field.PLATFORM:
            return _one(platforms(), said, Unreadable(ONE_OF, known=", ".join(PLATFORMS)))
        case Field.OBJECTIVE | Field.AD_OBJECTIVE:
            goal = objective_of(said)
            if goal is None:
                raise Unreadable(NO_GOAL, value=said[:40])
            return str(goal)
        case Field.CURRENCY:
            return said.upper()
    return _several(which, said) if which in _LISTS else said


def _several(which: Field, said: str) -> list[str]:
    items = [each for each in _LISTS[which].split(said) if each]
    if which is Field.COUNTRIES:
        return [_country(each) for each in items]
    if which is Field.POST_PLATFORMS:
        return [platforms().get(folded(each), each) for each in items]
    return [each.lower() for each in items] if which is Field.SPECIAL else items


def _country(said: str) -> str:
    """A country by its two letters, or by its name in any of our languages, or by what everybody calls it."""
    if short := _SHORT.get(folded(said)):
        return short
    for language in LOCALES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and folded(name) == folded(said):
                return str(code)
    return said


def _day(sheet: Sheet, cell: Cell) -> date:
    if sheet.order is None and dates.doubtful_days([cell]):
        raise Unreadable(WHICH_DAY, value=words(cell)[:40])
    return dates.moment(cell, sheet.order or "dmy")


def _moment(sheet: Sheet, cell: Cell, zone: str) -> str:
    """On the org's clock, unless the cell names a zone of its own."""
    try:
        if (own := datetime.fromisoformat(words(cell))).tzinfo:
            return own.isoformat()
    except ValueError:
        pass
    found = _day(sheet, cell)
    if not isinstance(found, datetime):
        raise Unreadable(NO_TIME)
    return found.replace(tzinfo=ZoneInfo(zone)).isoformat()


def _one(known: dict[str, Any], said: str, no: Unreadable) -> Any:
    if (found := known.get(folded(said))) is None:
        raise no
    return found
