"""A file of campaigns as rows with known columns, read as the imports read theirs, and bounded more tightly."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from engine.batches.fields import DAYS, MONEY, Field, heads, results
from engine.core.errors import Invalid
from engine.core.exports import FORMULA
from engine.core.i18n import N_
from engine.imports.amounts import decimal_mark
from engine.imports.columns import labels_of
from engine.imports.dates import Order, day_order, doubtful_days
from engine.imports.grids import Cell, Empty, Row
from engine.imports.labels import folded
from engine.imports.sheets import is_workbook, read_workbook
from engine.imports.texts import read_text

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 1000
HEADS_WITHIN = 20
TOO_LARGE = N_("The file is larger than {megabytes} MB. Divide it into several.")
TOO_MANY_ROWS = N_("The file has {n} rows, and at most {most} are taken. Divide it into several.")
NO_HEADS = N_("No row holds the heads of the columns. Begin with the sample file.")
NO_CAMPAIGN = N_("No column is called “Campaign”. Begin with the sample file.")
NOT_KNOWN = N_("The column “{column}” is not known and is not read.")
_ANY_DAY = date.max - timedelta(days=2)  # days to come are what this is about, so only what exists decides


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows below the heads; `order` is None where day and month cannot be told apart."""

    rows: Sequence[Row]
    labels: list[str]
    places: dict[Field, int]
    mark: str
    order: Order | None
    unknown: list[str] = field(default_factory=list)

    def cell(self, row: Row, which: Field) -> Cell:
        """What stands there; None where the file has no such column, or the row is short."""
        place = self.places.get(which)
        return row.cells[place] if place is not None and place < len(row.cells) else None


def read_sheet(body: bytes) -> Sheet:
    """The file with its columns recognised. Invalid when it is too large, empty, damaged or has no heads."""
    if len(body) > MAX_BYTES:
        raise Invalid(TOO_LARGE, megabytes=MAX_BYTES // 2**20)
    if not body.strip():
        raise Empty
    grid = read_workbook(body, _heads_known) if is_workbook(body) else read_text(body, "", "", _heads_known)
    first = grid.rows[:HEADS_WITHIN]
    at = max(range(len(first)), key=lambda place: _known(first[place]))
    if _known(first[at]) < 2:
        raise Invalid(NO_HEADS)
    rows, labels = grid.rows[at + 1 :], labels_of(grid.rows[at])
    places: dict[Field, int] = {}
    for place, label in enumerate(labels):
        if found := heads().get(folded(label)):
            places.setdefault(found, place)
    if Field.CAMPAIGN not in places:
        raise Invalid(NO_CAMPAIGN)
    if len(rows) > MAX_ROWS:
        raise Invalid(TOO_MANY_ROWS, n=len(rows), most=MAX_ROWS)
    bare = Sheet(rows, labels, places, ".", None)
    money = [bare.cell(row, which) for which in MONEY for row in rows]
    days = [bare.cell(row, which) for which in DAYS for row in rows]
    mark = decimal_mark((), money, semicolons=grid.delimiter == ";")
    unknown = [
        label for place, label in enumerate(labels)
        if place not in places.values() and folded(label) not in results() and not label.startswith("#")
    ]  # fmt: skip
    return Sheet(rows, labels, places, mark, day_order(doubtful_days(days), _ANY_DAY), unknown)


def words(cell: Cell) -> str:
    """A cell as the text that a person would read; the mark that keeps text from being a formula is taken off."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    said = str(cell).strip()
    return said[1:] if said.startswith("'") and said[1:].startswith(FORMULA) else said


def _heads_known(rows: Sequence[Row]) -> int:
    return max((_known(row) for row in rows), default=0)


def _known(row: Row) -> int:
    return sum(isinstance(cell, str) and folded(cell) in heads() for cell in row.cells)
