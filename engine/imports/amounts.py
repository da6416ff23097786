"""Numbers as exports write them: `1,234.50`, `1.234,50`, `SAR 1 234`, `١٬٢٣٤٫٥٠`, `12%`, `--`.

Whether a lone comma or point is a decimal mark cannot be told from one number, so it is told from all of them:
one program wrote the file. A point before exactly three digits in a column of whole numbers is a thousands mark.
"""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from engine.core.i18n import N_
from engine.imports.grids import Cell
from engine.imports.sheets import FORMULA

NOTHING = frozenset({"", "-", "--", "–", "—", "n/a", "na", "null", "none", "غير متاح", "لا ينطبق"})
MARKS = {".": "1,234.56", ",": "1.234,56"}
LARGEST = Decimal(10) ** 12
NOT_A_NUMBER = N_("“{value}” is not a number.")
A_FORMULA = N_("A formula without a result stands here. Save the values instead of the formulas.")
BELOW_ZERO = N_("“{value}” is below zero.")
TOO_LARGE = N_("“{value}” is too large to be true.")

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬−", "01234567890123456789\N{BULLET}'-")  # ٫ is always decimal
_SPACES = re.compile(r"[\s\u00a0\u202f'’\u200e\u200f\u061c\u2066-\u2069]")
_NUMBER = re.compile(r"[^\d\-(]*(?P<minus>[-(]?)[^\d\-(]*?(?P<digits>\d[\d.,•]*(?:[eE][+-]?\d+)?)(?P<rest>.*)")
_REST = re.compile(r"[^\d]*")
_SHAPE = re.compile(r"\d+([.,]\d+)*")


class Unreadable(ValueError):
    """A cell that is no number; the sentence says why."""

    def __init__(self, sentence: str, **facts: str | int) -> None:
        super().__init__(sentence)
        self.sentence, self.facts = sentence, facts


def decimal_mark(whole: Iterable[Cell], broken: Iterable[Cell], *, semicolons: bool) -> str:
    """`.` or `,`, from the cells of columns of whole numbers and of columns that may have fractions.

    Without any evidence it is a comma in files that semicolons divide, since a comma was not free there.
    """
    votes: Counter[str] = Counter()
    for cell in whole:
        votes.update(_grouping(cell))
    for cell in broken:
        votes.update(_evidence(cell))
    if votes["."] == votes[","]:
        return "," if semicolons else "."
    return max(votes, key=votes.__getitem__)


def number(cell: Cell, mark: str) -> Decimal | None:
    """The number in a cell, None where it says that there is none; Unreadable otherwise."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | None):
        raise Unreadable(NOT_A_NUMBER, value=str(cell)[:40])
    if cell is None or isinstance(cell, int | float):
        return None if cell is None else _bounded(Decimal(str(cell)), str(cell))
    text = cell.strip()
    if text.casefold() in NOTHING:
        return None
    if text.startswith(FORMULA):
        return _unwrapped(text, mark)
    return _bounded(_parsed(text, mark), text)


def _unwrapped(text: str, mark: str) -> Decimal | None:
    """Some programs write `="1234"` so that Excel leaves the digits alone."""
    if text.startswith('="') and text.endswith('"') and len(text) > 3:
        return number(text[2:-1], mark)
    raise Unreadable(A_FORMULA)


def _parsed(text: str, mark: str) -> Decimal:
    found = _NUMBER.fullmatch(_plain(text))
    if not found or not _REST.fullmatch(found["rest"]):
        raise Unreadable(NOT_A_NUMBER, value=text[:40])
    digits = found["digits"].rstrip(".,•")
    if "•" in digits:
        digits = digits.replace(".", "").replace(",", "").replace("•", ".")
    else:
        group = "," if mark == "." else "."
        head, _, tail = digits.partition(mark)
        if not _well_grouped(head, group) or group in tail or mark in tail:
            raise Unreadable(NOT_A_NUMBER, value=text[:40])
        digits = head.replace(group, "") + (f".{tail}" if tail else "")
    try:
        return Decimal(f"-{digits}" if found["minus"] else digits)
    except ArithmeticError:
        raise Unreadable(NOT_A_NUMBER, value=text[:40]) from None


def _bounded(value: Decimal, text: str) -> Decimal:
    if not value.is_finite() or value >= LARGEST:
        raise Unreadable(TOO_LARGE, value=text[:40])
    if value < 0:
        raise Unreadable(BELOW_ZERO, value=text[:40])
    return value


def _plain(text: str) -> str:
    return _SPACES.sub("", text.translate(_DIGITS))


def _well_grouped(head: str, group: str) -> bool:
    """`1,234,567` and the Indian `12,34,567` are; `1,2` is not."""
    parts = head.split(group)
    return len(parts) == 1 or (len(parts[-1]) == 3 and all(0 < len(part) <= 3 for part in parts[:-1]))


def _evidence(cell: Cell) -> list[str]:
    """What one number says about the decimal mark; nothing where it could be either."""
    shape = _SHAPE.search(_plain(cell)) if isinstance(cell, str) else None
    if shape is None:
        return []
    marks = [c for c in shape[0] if c in ".,"]
    if not marks:
        return []
    last, tail = marks[-1], re.split("[.,]", shape[0])[-1]
    other = "," if last == "." else "."
    if other in marks or (len(marks) == 1 and len(tail) != 3):
        return [last]
    return [other] if len(marks) > 1 else []


def _grouping(cell: Cell) -> list[str]:
    """The same for a whole number, where a mark before three digits can only divide thousands."""
    shape = _SHAPE.search(_plain(cell)) if isinstance(cell, str) else None
    if shape and re.fullmatch(r"\d{1,3}([.,])\d{3}(\1\d{3})*", shape[0]):
        return ["," if "." in shape[0] else "."]
    return _evidence(cell)
